import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const src = (path: string): string => resolve(import.meta.dirname, 'src', path)

/** The development server puts its own inline scripts and styles into the page: they carry this word, and nothing else inline is let in. */
const DEV_NONCE = 'adatom-dev'
const devPolicy = {
  name: 'adatom-dev-policy',
  apply: 'serve',
  transformIndexHtml: {
    order: 'pre',
    handler: (html: string): string => html.replaceAll(/(script-src|style-src) 'self'/g, `$1 'self' 'nonce-${DEV_NONCE}'`).replace("connect-src 'self'", "connect-src 'self' ws://localhost:*"),
  },
} as const

export default defineConfig(({ command }) => ({
  // One folder for everything that runs in Node: the desktop's main process, the host's thread, the compute process and the command line.
  main: {
    build: {
      rolldownOptions: {
        input: { index: src('main/index.ts'), host: src('main/host-thread/worker.ts'), compute: src('compute/index.ts'), adatom: src('headless/cli/index.ts') },
      },
    },
  },
  // A sandboxed preload must be one CommonJS file.
  preload: { build: { rolldownOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } } } },
  renderer: { plugins: [react(), devPolicy], build: { minify: true }, ...(command === 'serve' ? { html: { cspNonce: DEV_NONCE } } : {}) },
}))
