/** The command line `adatom`. The program is loaded only under a Node that can run it. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isOldNode, ownNode, rerun, tooOld } from './node-version'

if (!isOldNode(process.versions.node)) {
  const { runProgram } = await import('./program')
  process.exitCode = await runProgram(process.argv)
} else {
  const node = ownNode(dirname(fileURLToPath(import.meta.url)))
  if (node === undefined) {
    process.stderr.write(`${tooOld(process.version)}\n`)
    process.exitCode = 1
  } else process.exitCode = await rerun(node, process.argv.slice(1))
}
