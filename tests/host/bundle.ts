/** Builds what the tests fork and spawn, from the sources as they are. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

const ROOT = resolve(import.meta.dirname, '../..')
/** below node_modules, so that what stays external is found; equal code lands in one folder */
const CACHE = join(ROOT, 'node_modules/.cache/adatom-tests')

/** Bundles a TypeScript entry of tests/ for Node; returns the file to fork. */
export async function bundleEntry(entry: string): Promise<string> {
  const chunks = await bundle({ entry })
  const folder = join(CACHE, hashOf(chunks))
  write(folder, chunks)
  return join(folder, 'entry.js')
}

/** A whole installation without Electron: command line, compute process, models, resources. Returns the command line's file. */
export async function buildInstallation(): Promise<string> {
  const chunks = await bundle({ adatom: join(ROOT, 'src/headless/cli/index.ts'), compute: join(ROOT, 'src/compute/index.ts') })
  const folder = join(CACHE, `installation-${hashOf(chunks)}`)
  write(join(folder, 'out/main'), chunks)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'adatom', version: '0.0.0-test', type: 'module' }))
  for (const name of ['models', 'resources']) if (!existsSync(join(folder, name))) symlinkSync(join(ROOT, name), join(folder, name))
  return join(folder, 'out/main/adatom.js')
}

type Chunks = ReadonlyMap<string, string>

async function bundle(input: Readonly<Record<string, string>>): Promise<Chunks> {
  const build = await rolldown({ input, platform: 'node', external: ['onnxruntime-node', 'better-sqlite3', '@spglib/moyo-wasm', 'openchemlib'] })
  const { output } = await build.generate({ format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' })
  await build.close()
  return new Map(output.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk.code] as const] : [])))
}

const hashOf = (chunks: Chunks): string => createHash('sha256').update(JSON.stringify([...chunks])).digest('hex').slice(0, 16)

function write(folder: string, chunks: Chunks): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  for (const [name, code] of chunks) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), code)
  }
}
