/** Builds small compute processes for the tests: real forks that speak the real contract, but compute nothing. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** Bundles a TypeScript entry of tests/ for Node; returns the file to fork. */
export async function bundleEntry(entry: string): Promise<string> {
  const bundle = await rolldown({ input: entry, platform: 'node', external: ['onnxruntime-node', 'better-sqlite3', '@spglib/moyo-wasm', 'openchemlib'] })
  const { output } = await bundle.generate({ format: 'esm' })
  await bundle.close()
  const folder = mkdtempSync(join(tmpdir(), 'adatom-entry-'))
  for (const chunk of output) if (chunk.type === 'chunk') writeFileSync(join(folder, chunk.fileName.replace(/\.js$/, '.mjs')), chunk.code)
  return join(folder, output[0].fileName.replace(/\.js$/, '.mjs'))
}
