/**
 * Force calls to fmax 0.02 eV/Å from the starts of bench/starts.json, optimiser against optimiser:
 *   [MODEL=models/adatom-0.onnx] [OPTIMISERS=precon-bfgs,fire] [STEPS=400] [STRIDE=1] npx node bench/run.mjs force-calls
 * `lbfgs` (and `fire`) are ASE's step by step, as tests/domain/relax/optimisers-ase.test.ts shows, and lbfgs is what the ratios refer to.
 * Every force call costs the same, so their number does not depend on how busy the machine is.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { relaxed } from '../src/domain/relax/relax'
import type { Relaxation } from '../src/domain/relax/types'
import { makeStructure, type Structure, type StructureParts } from '../src/domain/structure/structure'
import { loadCard } from '../src/platform/models/registry'
import { openPotential } from '../src/platform/onnx/potential'
import { median, record } from './record'

/** eV: final energies closer than this are the same */
const SAME_ENERGY = 1e-3
/** Å: adsorbates further apart than this are in different basins; flat modes drift less by fmax 0.02 */
const SAME_BASIN = 0.3

const stride = Number(process.env['STRIDE'] ?? 1)
const maxSteps = Number(process.env['STEPS'] ?? 400)
const starts = (JSON.parse(readFileSync('bench/starts.json', 'utf8')) as (StructureParts & { name: string })[]).filter((_, k) => k % stride === 0)
const { card, modelPath } = await loadCard(process.env['MODEL'] ?? 'models/adatom-0.onnx')
const potential = await openPotential(modelPath, card)

async function relaxAll(optimiser: string): Promise<Relaxation[]> {
  const all: Relaxation[] = []
  for (const start of starts) all.push(await relaxed(makeStructure(start), potential, { optimiser, fmax: 0.02, maxSteps }))
  return all
}

/** Largest distance of an adsorbate atom between two final structures, over the nearest image in the plane. */
function adsorbateShift(a: Structure, b: Structure): number {
  let most = 0
  for (let i = 0; i < a.tags.length; i++) {
    if (a.tags[i] !== 2) continue
    let least = Infinity
    for (let p = -1; p <= 1; p++) for (let q = -1; q <= 1; q++) {
      const d = [0, 1, 2].map((c) => a.positions[3 * i + c]! - b.positions[3 * i + c]! + p * a.cell[c]! + q * a.cell[3 + c]!)
      least = Math.min(least, Math.hypot(...d))
    }
    most = Math.max(most, least)
  }
  return most
}

const quantile = (values: readonly number[], q: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))]!
const reference = await relaxAll('lbfgs')
const lines = [['start', 'optimiser', 'outcome', 'force_calls', 'lbfgs_force_calls', 'energy_minus_lbfgs_eV', 'adsorbate_shift_A'].join(',')]
for (const optimiser of (process.env['OPTIMISERS'] ?? 'precon-bfgs').split(',')) {
  const runs = await relaxAll(optimiser)
  const rows = runs.map((r, k) => {
    const ase = reference[k]!
    const row = { r, ase, ratio: r.forceCalls / ase.forceCalls, gap: r.evaluation.energy - ase.evaluation.energy, shift: adsorbateShift(r.structure, ase.structure) }
    lines.push([starts[k]!.name, optimiser, r.outcome, r.forceCalls, ase.forceCalls, row.gap.toFixed(5), row.shift.toFixed(3)].join(','))
    return row
  })
  const both = rows.filter(({ r, ase }) => r.outcome === 'converged' && ase.outcome === 'converged')
  const same = both.filter(({ shift }) => shift <= SAME_BASIN), other = both.filter(({ shift }) => shift > SAME_BASIN)
  const unconverged = (of: (row: (typeof rows)[number]) => Relaxation): number => rows.filter((row) => of(row).outcome !== 'converged').length
  record('force-calls', [{
    model: card.name, optimiser, starts: rows.length, max_steps: maxSteps, lbfgs_median_calls: median(rows.map(({ ase }) => ase.forceCalls)), median_calls: median(rows.map(({ r }) => r.forceCalls)),
    ratio_median: median(rows.map(({ ratio }) => ratio)), ratio_q25: quantile(rows.map(({ ratio }) => ratio), 0.25), ratio_q75: quantile(rows.map(({ ratio }) => ratio), 0.75), ratio_q90: quantile(rows.map(({ ratio }) => ratio), 0.9),
    unconverged: unconverged(({ r }) => r), lbfgs_unconverged: unconverged(({ ase }) => ase),
    same_basin: same.length, same_basin_equal_or_lower: same.filter(({ gap }) => gap <= SAME_ENERGY).length, other_basin_lower: other.filter(({ gap }) => gap < -SAME_ENERGY).length,
    other_basin_equal: other.filter(({ gap }) => Math.abs(gap) <= SAME_ENERGY).length, other_basin_higher: other.filter(({ gap }) => gap > SAME_ENERGY).length,
  }])
}
writeFileSync('bench/results/force-calls-starts.csv', `${lines.join('\n')}\n`)
await potential.close()
