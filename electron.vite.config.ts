import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const src = (path: string): string => resolve(import.meta.dirname, 'src', path)

export default defineConfig({
  // One folder for everything that runs in Node: the desktop's main process, the compute process and the command line.
  main: {
    build: {
      rolldownOptions: {
        input: { index: src('main/index.ts'), host: src('main/host-thread/worker.ts'), compute: src('compute/index.ts'), adatom: src('headless/cli/index.ts') },
      },
    },
  },
  // A sandboxed preload must be one CommonJS file.
  preload: { build: { rolldownOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } } } },
  renderer: { plugins: [react()], build: { minify: true } },
})
