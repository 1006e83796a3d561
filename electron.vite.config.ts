import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (...parts: string[]) => join(import.meta.dirname, ...parts)

/**
 * What the reader of PDFs fetches when it needs it: its worker, fonts, character maps and the decoders that are plain scripts. All lie in one
 * folder that its version names (renderer/work/pdf.ts).
 */
function pdfParts() {
  const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'))
  const wanted: [folder: string, files: RegExp][] = [
    // The one that browsers of the last years read: a desktop shell may be a year old.
    ['legacy/build', /^pdf\.worker\.min\.mjs$/],
    ['cmaps', /\.bcmap$|^LICENSE/],
    ['standard_fonts', /\.(pfb|ttf)$|^LICENSE/],
    ['wasm', /_nowasm_fallback\.js$|^LICENSE/],
  ]
  const parts = wanted.flatMap(([folder, files]) => {
    const place = join(dirname(manifest), folder)
    return readdirSync(place).flatMap((name) => (files.test(name) ? { name, path: join(place, name) } : []))
  })
  return {
    name: 'pdf-parts',
    generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): string }) {
      for (const { name, path } of parts)
        this.emitFile({ type: 'asset', fileName: `assets/pdf-${version}/${name}`, source: readFileSync(path) })
    },
  }
}

export default defineConfig({
  main: {
    build: {
      outDir: at('out', 'main'),
      target: 'node20',
      // Everything is bundled but the one package with a native part, so that a release carries no node_modules beside it.
      externalizeDeps: false,
      rolldownOptions: {
        input: at('electron', 'main.ts'),
        external: ['better-sqlite3', 'pg-native'],
        // CommonJS is loaded at one go: what has to be set before Electron is ready is then never late.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out', 'preload'),
      target: 'node20',
      externalizeDeps: false,
      // A sandboxed preload is loaded as CommonJS.
      rolldownOptions: { input: at('electron', 'preload.ts'), output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: at('renderer'),
    base: '/',
    plugins: [react(), pdfParts()],
    build: {
      outDir: at('out', 'renderer'),
      emptyOutDir: true,
      target: 'chrome130',
      // The policy allows no data: addresses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      minify: true,
      rolldownOptions: {
        input: at('renderer', 'index.html'),
        // What several workspaces share travels in one piece: smaller together, and one request instead of twenty.
        output: { codeSplitting: { groups: [{ name: 'work', test: /renderer\/(work|components)\//, minShareCount: 4 }] } },
      },
    },
  },
})
