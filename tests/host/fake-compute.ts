/** Builds small compute processes for the tests: real forks that speak the real contract, but compute nothing. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

/** Bundles a TypeScript entry of tests/ for Node; returns the file to fork. */
export async function bundleEntry(entry: string): Promise<string> {
  const bundle = await rolldown({ input: entry, platform: 'node', external: ['onnxruntime-node', 'better-sqlite3', '@spglib/moyo-wasm', 'openchemlib'] })
  const { output } = await bundle.generate({ format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' })
  await bundle.close()
  // below node_modules, so that what stays external is found; equal code lands in one folder
  const hash = createHash('sha256').update(output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\0')).digest('hex').slice(0, 16)
  const folder = resolve(import.meta.dirname, '../../node_modules/.cache/adatom-tests', hash)
  mkdirSync(folder, { recursive: true })
  for (const chunk of output) if (chunk.type === 'chunk') writeFileSync(join(folder, chunk.fileName), chunk.code)
  return join(folder, output[0].fileName)
}
