/** Builds small compute processes for the tests: real forks that speak the real contract, but compute nothing. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

/** Bundles a TypeScript entry of tests/ for Node; returns the file to fork. */
export async function bundleEntry(entry: string): Promise<string> {
  const bundle = await rolldown({ input: entry, platform: 'node', external: ['onnxruntime-node', 'better-sqlite3', '@spglib/moyo-wasm', 'openchemlib'] })
  const { output } = await bundle.generate({ format: 'esm' })
  await bundle.close()
  // below node_modules, so that what stays external is found
  const cache = resolve(import.meta.dirname, '../../node_modules/.cache/adatom-tests')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'entry-'))
  for (const chunk of output) if (chunk.type === 'chunk') writeFileSync(join(folder, chunk.fileName.replace(/\.js$/, '.mjs')), chunk.code)
  return join(folder, output[0].fileName.replace(/\.js$/, '.mjs'))
}
