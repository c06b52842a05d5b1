/**
 * Errors of a potential's own adsorption energies against DFT's, on parts kept out of its training:
 *   (cd training && python -m adatom_training.adslabs ../../shared/data FOLDER)
 *   MODEL=models/adatom-s.onnx [PER_KEY=6] npx node bench/run.mjs measure-errors FOLDER
 * Adslab and clean slab (the adslab without its adsorbate, the same atoms held) are relaxed from the DFT minimum as the product relaxes
 * them: default optimiser, fmax 0.03 eV/Å, 300 steps. Of each crystal (H: composition) the first PER_KEY entries in the files' hashed order,
 * on slabs the potential was made for (bars are given to no others): the parts differ by crystal, so crystals are what must be alike in
 * calibration and use, and one of 121 entries would drown forty others. Stopped at any time, the same command goes on.
 * Then: npx node bench/run.mjs calibrate-model FOLDER
 */
import { appendFileSync, readFileSync, writeFileSync, existsSync } from 'node:fs'
import { detectAnomalies } from '../src/domain/chemistry/anomalies'
import { adsorptionEnergy } from '../src/domain/chemistry/references'
import type { Potential } from '../src/domain/potentials/potential'
import { DEFAULT_OPTIMISER } from '../src/domain/relax/optimisers'
import { relaxed } from '../src/domain/relax/relax'
import type { RelaxOutcome } from '../src/domain/relax/types'
import { ADSORBATE, atomsWhere, selectAtoms } from '../src/domain/structure/structure'
import { gasReferencesOf } from '../src/host/models'
import { loadCard } from '../src/platform/models/registry'
import { openPotential } from '../src/platform/onnx/potential'
import { folderArgument, heldAdslabs, measuredFile, modelArgument, readMeasured, type Adslab, type Measured } from './adslabs'

const SETTINGS = { optimiser: DEFAULT_OPTIMISER, fmax: 0.03, maxSteps: 300 }
const SEVERITY: readonly RelaxOutcome[] = ['converged', 'max-steps', 'exploded']

const folder = folderArgument()
const { card, modelPath } = await loadCard(modelArgument())
const potential = await openPotential(modelPath, card)
const gas = gasReferencesOf(card)
const file = measuredFile(folder, card.sha256)
dropHalfLine(file)
const known = readMeasured(file)
const chosen = heldAdslabs(folder, card)
for (const [n, adslab] of chosen.entries()) {
  if (known.has(adslab.id)) continue
  const one = await measure(adslab, potential)
  appendFileSync(file, `${JSON.stringify(one)}\n`)
  console.log(`${n + 1}/${chosen.length} ${one.id} ${adslab.structure.numbers.length} atoms: DFT ${adslab.dft.toFixed(3)}, ${card.name} ${one.energy?.toFixed(3) ?? 'none'} eV; ${one.outcome} ${one.anomalies.join(' ')}`)
}
await potential.close()

async function measure({ id, structure: initial }: Adslab, model: Potential): Promise<Measured> {
  const slab = selectAtoms(initial, atomsWhere(initial, (i) => initial.tags[i] !== ADSORBATE))
  const clean = await relaxed(slab, model, SETTINGS)
  const adslab = await relaxed(initial, model, SETTINGS)
  const worst = SEVERITY.indexOf(clean.outcome) > SEVERITY.indexOf(adslab.outcome) ? clean.outcome : adslab.outcome
  const failed = worst === 'exploded'
  const adsorbate = atomsWhere(initial, (i) => initial.tags[i] === ADSORBATE).map((i) => initial.numbers[i]!)
  return {
    id,
    energy: failed ? null : adsorptionEnergy({ adslab: adslab.evaluation.energy, slab: clean.evaluation.energy, adsorbate, references: gas }),
    outcome: worst,
    anomalies: failed ? [] : detectAnomalies({ initial, final: adslab.structure, cleanFinal: clean.structure }).map(({ kind }) => kind),
    forceCalls: clean.forceCalls + adslab.forceCalls,
    positions: Array.from(adslab.structure.positions, (x) => Number(x.toFixed(6))),
  }
}

/** What a killed process left of its last line would spoil the next one. */
function dropHalfLine(path: string): void {
  if (!existsSync(path)) return
  const text = readFileSync(path, 'utf8')
  if (!text.endsWith('\n')) writeFileSync(path, text.slice(0, text.lastIndexOf('\n') + 1))
}
