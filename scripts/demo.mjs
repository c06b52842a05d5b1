// The main job on bundled input: CO and OH on Cu(111) and Pt(111), into runs/demo. A second run finds its results and prints them.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, ROOT, run } from './lib.mjs'

ensureInstalled()
ensureBuilt()
const bulks = ['Cu', 'Pt'].map((name) => join('resources', 'bulks', `${name}.cif`))
const out = join('runs', 'demo')
const cli = join(ROOT, 'out', 'main', 'adatom.js')
const args = existsSync(join(ROOT, out, 'project.adatom'))
  ? ['resume', out]
  : ['screen', ...bulks, '--miller', '111', '--adsorbates', 'CO,OH', '--configs', '6', '--seed', '1', '--out', out]
console.log(`adatom ${args.join(' ')}\n`)
process.exit(run('node', [cli, ...args]))
