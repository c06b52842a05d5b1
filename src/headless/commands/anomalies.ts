/** adatom anomalies FILE [FINAL] */
import type { Command } from 'commander'
import type { Anomaly, AnomalyEvidence } from '../../domain/chemistry/types'
import { symbolOf } from '../../domain/structure/elements'
import type { Structure } from '../../domain/structure/structure'
import { UsageError } from '../cli/exit-codes'
import { withJson, type JsonOption } from '../cli/options'
import { print, printJson } from '../cli/output'
import { readOne, withSession } from '../cli/session'

interface Options extends JsonOption {
  readonly clean?: string
}

export function register(program: Command): void {
  withJson(
    program
      .command('anomalies <file> [final]')
      .description('Judge a relaxation by its first and last structure: dissociated, desorbed, surface changed, intercalated')
      .option('--clean <file>', 'the relaxed clean slab, as reference of the surface'),
  ).action(anomalies)
}

async function anomalies(file: string, last: string | undefined, options: Options): Promise<void> {
  await withSession({}, async (session) => {
    const initial = (await readOne(session, file, 0)).material.structure
    const final = (await readOne(session, last ?? file, -1)).material.structure
    if (!initial.tags.includes(2)) throw new UsageError(`${file} has no adsorbate: its atoms need tags (2 = adsorbate), as extXYZ files from Adatom, ASE and fairchem have them`)
    const clean = options.clean === undefined ? undefined : (await readOne(session, options.clean)).material.structure
    const found = await session.pool.submit({ run: (client) => client.anomalies({ initial, final, ...(clean ? { clean } : {}) }) })
    if (options.json) return printJson({ anomalies: found })
    print(found.length === 0 ? 'No anomaly' : found.map((anomaly) => sentence(anomaly, final)).join('\n'))
  })
}

const sentence = ({ kind, evidence }: Anomaly, s: Structure): string => [`${kind}:`, ...evidence.map((one) => `  ${describe(one, s)}`)].join('\n')

function describe(evidence: AnomalyEvidence, { numbers }: Structure): string {
  const atom = (i: number): string => `${symbolOf(numbers[i]!)}${i + 1}`
  if (evidence.kind === 'moved') return `${atom(evidence.atom)} moved ${evidence.displacement.toFixed(2)} Å`
  const [i, j] = evidence.atoms
  const what = { 'bond-broken': 'bond broken', 'bond-formed': 'bond formed', 'nearest-contact': 'nearest contact' }[evidence.kind]
  return `${what}: ${atom(i)}-${atom(j)} ${evidence.distance.toFixed(3)} Å (threshold ${evidence.threshold.toFixed(3)} Å)`
}
