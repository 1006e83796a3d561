import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (...parts: string[]) => join(import.meta.dirname, ...parts)

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
    plugins: [react()],
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
