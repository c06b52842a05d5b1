/**
 * How good a calibration of n points is: drawn from the id table of ../shared/data/uqocp, judged on 5,000 other rows of it.
 *   [SHARED=../shared] npx node bench/run.mjs calibration-size
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { random } from '../src/domain/math/random'
import { mean, quantile } from '../src/domain/math/statistics'
import { calibrate } from '../src/domain/uncertainty/calibrate'
import { halfWidths } from '../src/domain/uncertainty/calibrators/selection'
import { coverageSpread } from '../src/domain/uncertainty/calibrators/conformal'
import { selectRows } from '../src/domain/uncertainty/error-table'
import { coverage } from '../src/domain/uncertainty/metrics/coverage'
import { parseErrorTable } from '../src/domain/uncertainty/table-format'
import { record } from './record'

const file = `${process.env['SHARED'] ?? '../shared'}/data/uqocp/equiformer_v2_id.json.gz`
const { table } = parseErrorTable(gunzipSync(readFileSync(file)).toString(), file)
const DRAWS = 40

for (const n of [20, 40, 80, 200, 1000]) {
  const methods = new Map<string, number>()
  const covered: number[] = []
  const widths: number[] = []
  for (let draw = 0; draw < DRAWS; draw++) {
    const rows = random(draw, 'calibration-size', n).shuffle(Array.from(table.errors.keys()))
    const model = calibrate(selectRows(table, rows.slice(0, n)), { potential: 'EquiformerV2', truth: 'same-structure', source: file, seed: draw })
    const held = selectRows(table, rows.slice(n, n + 5000))
    const c = coverage(held, halfWidths(model.bars.find((b) => b.level === 0.9)!.calibration, held), 0.9)
    covered.push(c.overall.value)
    widths.push(c.halfWidth)
    methods.set(model.method, (methods.get(model.method) ?? 0) + 1)
  }
  const { low, high } = coverageSpread(n, 0.9)
  const [chosen, count] = [...methods].sort((a, b) => b[1] - a[1])[0]!
  record('calibration-size', [{ n, 'mean coverage': mean(covered), 'coverage 5 %': quantile(covered, 0.05), 'coverage 95 %': quantile(covered, 0.95), 'theory 5 %': low, 'theory 95 %': high, 'mean half-width eV': mean(widths), chosen, 'of 40': count }])
}
