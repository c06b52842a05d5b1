/**
 * Is P(best) true? `npx node bench/run.mjs search pbest [ERRORS=training/results/errors-adatom-s/test.csv] [MODEL=models/adatom-s.onnx]`
 * The errors and distances are real: relaxed adslabs against RPBE, of crystals kept out of training and calibration. No set has DFT of several
 * minima of one surface, so the gaps between the potential's energies are drawn: normal, 0.05 to 0.4 eV wide. Six rows of one adsorbate make a
 * case; the true energy of each is the potential's less its error. Errors of minima on one surface are more alike than these: their order is
 * surer than P(best) says, never less so.
 */
import { readFileSync } from 'node:fs'
import { random } from '../src/domain/math/random'
import { errorSpread, type ErrorSpread } from '../src/domain/uncertainty/calibrated-model'
import { rankProbabilities } from '../src/domain/uncertainty/ranking/probabilities'
import { loadCard } from '../src/platform/models/registry'
import { calibrationOf } from '../src/platform/models/uncertainty'

const MINIMA = 6
const CASES = 1500
const WIDTHS = [0.05, 0.1, 0.2, 0.4]
const EDGES = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1]

interface Row {
  readonly adsorbate: string
  readonly error: number
  readonly spread: ErrorSpread
}

export async function pbest(): Promise<void> {
  const { card } = await loadCard(process.env['MODEL'] ?? 'models/adatom-s.onnx')
  const calibration = calibrationOf(card)
  if (!calibration) throw new Error(`${card.name} has no calibration`)
  const lines = readFileSync(process.env['ERRORS'] ?? 'training/results/errors-adatom-s/test.csv', 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const names = lines[0]!.split(',')
  const rows = lines.slice(1).flatMap((line): Row[] => {
    const cells = line.split(',')
    const cell = (name: string): string => cells[names.indexOf(name)] ?? ''
    const spread = errorSpread(calibration, Number(cell('distance')), cell('adsorbate'))
    return spread === undefined ? [] : [{ adsorbate: cell('adsorbate'), error: Number(cell('error (eV)')), spread }]
  })
  const stream = random(1, 'pbest')
  const bins = EDGES.slice(1).map(() => ({ n: 0, promised: 0, achieved: 0 }))
  let [brier, guess, entries] = [0, 0, 0]
  for (const group of Map.groupBy(rows, ({ adsorbate }) => adsorbate).values()) {
    for (let k = 0; k < CASES; k++) {
      const width = WIDTHS[k % WIDTHS.length]!
      const chosen = stream.shuffle([...group]).slice(0, MINIMA)
      const energies = chosen.map(() => width * stream.normal())
      const truth = chosen.map(({ error }, i) => energies[i]! - error)
      const best = truth.indexOf(Math.min(...truth))
      rankProbabilities(chosen.map(({ spread }, i) => ({ energy: energies[i]!, spread })), { seed: k, samples: 512 }).best.forEach((p, i) => {
        const bin = bins[EDGES.findIndex((edge) => p <= edge) - 1] ?? bins[0]!
        const hit = Number(i === best)
        bin.n++
        bin.promised += p
        bin.achieved += hit
        brier += (p - hit) ** 2
        guess += (1 / MINIMA - hit) ** 2
        entries++
      })
    }
  }
  process.stdout.write(`${card.name}, ${rows.length} rows of ${new Set(rows.map((r) => r.adsorbate)).size} adsorbates, cases of ${MINIMA}\n| P(best) | minima | mean P(best) % | was the best % |\n|---|---|---|---|\n`)
  bins.forEach(({ n, promised, achieved }, k) => process.stdout.write(`| ${EDGES[k]} to ${EDGES[k + 1]} | ${n} | ${((100 * promised) / n).toFixed(1)} | ${((100 * achieved) / n).toFixed(1)} |\n`))
  process.stdout.write(`Brier score ${(brier / entries).toFixed(4)}, of guessing ${(guess / entries).toFixed(4)}\n`)
}
