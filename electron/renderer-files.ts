/** The built screen as both shells serve it: the same files, the same containment, the same headers. */
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  // What PDFs are drawn with: fonts and character maps.
  '.ttf': 'font/ttf',
  '.pfb': 'application/octet-stream',
  '.bcmap': 'application/octet-stream',
}

/** No inline script, no inline style, no eval, no other origin. Style attributes that React sets go through the CSSOM and are fine. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  // Documents arrive as bytes and become blob: addresses of the page itself.
  "img-src 'self' blob:",
  'media-src blob:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const securityHeaders: Record<string, string> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), payment=()',
}

export interface RendererFile {
  body: Buffer<ArrayBuffer>
  headers: Record<string, string>
}

/**
 * The file at `pathname` (as written in the address, percent-encoded) below `root`; null when there is none, when the path leads
 * out of `root`, also through a link, or when it is of no known kind. "/" is index.html.
 */
export async function rendererFile(root: string, pathname: string): Promise<RendererFile | null> {
  const path = decoded(pathname)
  if (path === null) return null
  const type = mediaTypes[extname(path === '/' ? 'index.html' : path)]
  if (!type) return null
  try {
    const home = await realpath(root)
    const file = await realpath(join(home, path === '/' ? 'index.html' : path))
    if (!file.startsWith(home + sep)) return null
    const named = path.startsWith('/assets/')
    const body = (await readFile(file)) as Buffer<ArrayBuffer>
    const cache = named ? 'private, max-age=31536000, immutable' : 'no-store'
    return { body, headers: { ...securityHeaders, 'Content-Type': type, 'Cache-Control': cache } }
  } catch {
    return null
  }
}

function decoded(pathname: string): string | null {
  try {
    const path = decodeURIComponent(pathname)
    return path.startsWith('/') && !/[\0\\]/.test(path) ? path : null
  } catch {
    return null
  }
}
