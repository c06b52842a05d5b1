/** Runs one benchmark: `npx node bench/run.mjs NAME [options]` bundles bench/NAME.ts and runs it. Rows go to bench/results/NAME.csv. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const here = dirname(fileURLToPath(import.meta.url))
const [name, ...options] = process.argv.slice(2)
if (!name || !/^[\w-]+$/.test(name)) {
  process.stderr.write('Usage: npx node bench/run.mjs neighbours|call|force-calls [options]\n')
  process.exit(2)
}
// beside node_modules, so that the bundle finds what it does not contain
const folder = join(here, '..', 'node_modules', '.cache', 'adatom-bench')
mkdirSync(folder, { recursive: true })
const file = join(folder, `${name}-${process.pid}.mjs`)
const bundle = await rolldown({ input: join(here, `${name}.ts`), platform: 'node', external: [/^[^./]/], logLevel: 'warn' })
await bundle.write({ file, format: 'esm' })
await bundle.close()
const { status } = spawnSync(process.execPath, [file, ...options], { stdio: 'inherit', cwd: join(here, '..') })
rmSync(file, { force: true })
process.exit(status ?? 1)
