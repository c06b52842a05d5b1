/**
 * Force calls to fmax 0.02 eV/Å from the starts of bench/SET.json, optimiser against optimiser:
 *   [MODEL=models/adatom-0.onnx] [SET=starts] [OPTIMISERS=precon-bfgs,fire] [STEPS=400] [STRIDE=1] npx node bench/run.mjs force-calls
 * SET=starts-held-out is a second set, SET=starts-unseen the one that nothing was chosen on. SHIFT=0.002 displaces every free atom by about that many Å for the optimisers
 * and not for the reference: with OPTIMISERS=lbfgs it shows how well L-BFGS agrees with itself. L-BFGS's own runs are kept, by the model's
 * SHA-256, in node_modules/.cache/adatom-bench/force-calls: they do not change. `lbfgs` (and `fire`) are ASE's step by step, as tests/domain/relax/optimisers-ase.test.ts shows, and lbfgs is what the ratios refer to.
 * Every force call costs the same, so their number does not depend on how busy the machine is.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { relaxed } from '../src/domain/relax/relax'
import { makeStructure, withParts, type Structure, type StructureParts } from '../src/domain/structure/structure'
import { loadCard } from '../src/platform/models/registry'
import { openPotential } from '../src/platform/onnx/potential'
import { median, record } from './record'

/** eV: final energies closer than this are the same */
const SAME_ENERGY = 1e-3
/** Å: adsorbates further apart than this are in different basins; flat modes drift less by fmax 0.02 */
const SAME_BASIN = 0.3

/** What is compared of a relaxation. */
interface End {
  readonly outcome: string
  readonly calls: number
  /** eV */
  readonly energy: number
  /** [3n] Å */
  readonly positions: readonly number[]
}

const stride = Number(process.env['STRIDE'] ?? 1)
const maxSteps = Number(process.env['STEPS'] ?? 400)
const shift = Number(process.env['SHIFT'] ?? 0)
const set = process.env['SET'] ?? 'starts'
const starts = (JSON.parse(readFileSync(`bench/${set}.json`, 'utf8')) as (StructureParts & { name: string })[]).map((start, k) => ({ ...start, k })).filter(({ k }) => k % stride === 0)
const { card, modelPath } = await loadCard(process.env['MODEL'] ?? 'models/adatom-0.onnx')
const potential = await openPotential(modelPath, card)

async function relaxOne(s: Structure, optimiser: string): Promise<End> {
  const { outcome, forceCalls, evaluation, structure } = await relaxed(s, potential, { optimiser, fmax: 0.02, maxSteps })
  return { outcome, calls: forceCalls, energy: evaluation.energy, positions: [...structure.positions] }
}

const displaced = (s: Structure, k: number): Structure => withParts(s, { positions: s.positions.map((v, c) => v + (s.fixed[Math.floor(c / 3)] ? 0 : shift * Math.sin(12.9898 * (c + 1) + k))) })

async function relaxAll(optimiser: string): Promise<End[]> {
  const all: End[] = []
  for (const { k, ...start } of starts) all.push(await relaxOne(displaced(makeStructure(start), k), optimiser))
  return all
}

/** L-BFGS from every start, as kept by an earlier run or run now. */
async function references(): Promise<End[]> {
  const file = `node_modules/.cache/adatom-bench/force-calls/${card.sha256.slice(0, 12)}-${set}-${maxSteps}.json`
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<number, End>) : {}
  mkdirSync(dirname(file), { recursive: true })
  for (const { k, ...start } of starts) {
    if (kept[k]) continue
    kept[k] = await relaxOne(makeStructure(start), 'lbfgs')
    writeFileSync(file, JSON.stringify(kept))
  }
  return starts.map(({ k }) => kept[k]!)
}

/** Largest distance of an adsorbate atom between two final structures, over the nearest image in the plane. */
function adsorbateShift({ tags, cell }: Structure, a: readonly number[], b: readonly number[]): number {
  let most = 0
  for (let i = 0; i < tags.length; i++) {
    if (tags[i] !== 2) continue
    let least = Infinity
    for (let p = -1; p <= 1; p++) for (let q = -1; q <= 1; q++) {
      const d = [0, 1, 2].map((c) => a[3 * i + c]! - b[3 * i + c]! + p * cell[c]! + q * cell[3 + c]!)
      least = Math.min(least, Math.hypot(...d))
    }
    most = Math.max(most, least)
  }
  return most
}

const quantile = (values: readonly number[], q: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))]!
const reference = await references()
const lines = [['start', 'optimiser', 'outcome', 'force_calls', 'lbfgs_force_calls', 'energy_minus_lbfgs_eV', 'adsorbate_shift_A'].join(',')]
for (const optimiser of (process.env['OPTIMISERS'] ?? 'precon-bfgs').split(',')) {
  const runs = await relaxAll(optimiser)
  const rows = runs.map((r, k) => {
    const ase = reference[k]!
    const row = { r, ase, ratio: r.calls / ase.calls, gap: r.energy - ase.energy, shift: adsorbateShift(makeStructure(starts[k]!), r.positions, ase.positions) }
    lines.push([starts[k]!.name, optimiser, r.outcome, r.calls, ase.calls, row.gap.toFixed(5), row.shift.toFixed(3)].join(','))
    return row
  })
  const both = rows.filter(({ r, ase }) => r.outcome === 'converged' && ase.outcome === 'converged')
  const same = both.filter((row) => row.shift <= SAME_BASIN), other = both.filter((row) => row.shift > SAME_BASIN)
  const unconverged = (of: (row: (typeof rows)[number]) => End): number => rows.filter((row) => of(row).outcome !== 'converged').length
  const ratios = rows.map(({ ratio }) => ratio)
  record('force-calls', [{
    model: card.name, optimiser, starts: rows.length, max_steps: maxSteps, lbfgs_median_calls: median(rows.map(({ ase }) => ase.calls)), median_calls: median(rows.map(({ r }) => r.calls)),
    ratio_median: median(ratios), ratio_q25: quantile(ratios, 0.25), ratio_q75: quantile(ratios, 0.75), ratio_q90: quantile(ratios, 0.9),
    unconverged: unconverged(({ r }) => r), lbfgs_unconverged: unconverged(({ ase }) => ase),
    same_basin: same.length, same_basin_equal_or_lower: same.filter(({ gap }) => gap <= SAME_ENERGY).length, other_basin_lower: other.filter(({ gap }) => gap < -SAME_ENERGY).length,
    other_basin_equal: other.filter(({ gap }) => Math.abs(gap) <= SAME_ENERGY).length, other_basin_higher: other.filter(({ gap }) => gap > SAME_ENERGY).length,
    set, shift, sha256: card.sha256.slice(0, 12), equal_or_lower_percent: (100 * both.filter(({ gap }) => gap <= SAME_ENERGY).length) / both.length,
    equal_of_not_deeper_percent: (100 * both.filter(({ gap }) => Math.abs(gap) <= SAME_ENERGY).length) / both.filter(({ gap }) => gap >= -SAME_ENERGY).length,
  }])
}
if (shift === 0) writeFileSync(`bench/results/force-calls-${set}-${card.name}.csv`, `${lines.join('\n')}\n`)
await potential.close()
