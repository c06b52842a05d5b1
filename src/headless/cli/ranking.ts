/** The ranked list as text for a terminal. */
import type { RunResults } from '../../contract/host-api'
import type { PairAnswer } from '../../domain/adsorbml/answer'
import type { RankedRow } from '../../domain/catalogue/records'
import { basisText } from '../../domain/uncertainty/interval'
import { plural } from '../../domain/units/plural'
import { answerLines } from './answer'
import { barText } from './bar-text'
import { table } from './output'

/** The best `top` of every (surface, adsorbate), with what a reader must know of the numbers. */
export function rankingText(results: RunResults, top: number, answers: readonly PairAnswer[]): string {
  const groups = [...Map.groupBy(results.rows, ({ configuration: { slab, adsorbate } }) => `${slab} + ${adsorbate}`)]
  const lists = groups.map(([title, rows]) => groupText(title, rows, top, answers.find(({ slab, adsorbate }) => slab === rows[0]!.configuration.slab && adsorbate === rows[0]!.configuration.adsorbate)))
  return [...lists, ...(groups.length > 1 ? [bestOfEach(results.rows)] : []), footer(results)].join('\n\n')
}

/** The best configuration of each surface, by adsorbate: energies of different adsorbates are not compared. */
function bestOfEach(rows: readonly RankedRow[]): string {
  const best = rows.filter(({ rank }) => rank === 1).toSorted((a, b) => compare(a.configuration.adsorbate, b.configuration.adsorbate) || a.configuration.result!.energy - b.configuration.result!.energy)
  const cells = best.map(({ configuration: { adsorbate, slab, placement, result } }) => [adsorbate, slab, result!.energy.toFixed(3), barText(result!.interval), placement])
  return `Best of each surface\n${table(['adsorbate', 'slab', 'E_ads (eV)', 'error bar', 'placement'], cells)}`
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function groupText(title: string, rows: readonly RankedRow[], top: number, answer: PairAnswer | undefined): string {
  const ranked = rows.filter(({ rank }) => rank !== null)
  const skipped = rows.filter(({ configuration }) => configuration.state === 'skipped').length
  const failed = rows.filter(({ configuration }) => configuration.state === 'failed').length
  const anomalous = rows.filter(({ configuration: { result } }) => (result?.anomalies.length ?? 0) > 0)
  const kinds = [...Map.groupBy(anomalous.flatMap(({ configuration: { result } }) => result!.anomalies), ({ kind }) => kind)].map(([kind, all]) => `${all.length} ${kind}`)
  const counts = [
    plural(rows.length, 'configuration'),
    `${ranked.length} ranked`,
    anomalous.length > 0 ? `${anomalous.length} with anomalies (${kinds.join(', ')})` : '',
    failed > 0 ? `${failed} failed` : '',
    skipped > 0 ? `${skipped} skipped` : '',
  ]
  const heading = `${title}: ${counts.filter((text) => text !== '').join(', ')}`
  if (ranked.length === 0) return `${heading}\nNone can be ranked; they are kept in the project.`
  const shown = ranked.slice(0, top).map(({ rank, relative, basin, configuration: { placement, result } }) => [
    String(rank),
    result!.energy.toFixed(3),
    barText(result!.interval),
    relative!.toFixed(3),
    basin === undefined ? '' : String(basin),
    result!.fmax.toFixed(3),
    String(result!.steps),
    result!.outcome,
    placement,
  ])
  const notes = [...new Set(ranked.flatMap(({ configuration: { result } }) => (result?.inDomain === false ? [`Out of the model's domain: ${result.domainNote ?? ''}`] : [])))]
  return [heading, table(['rank', 'E_ads (eV)', 'error bar', 'above best', 'basin', 'fmax', 'steps', 'outcome', 'placement'], shown), basinsText(ranked), ...(answer ? answerLines(answer) : []), ...coverageText(ranked), ...notes].filter((text) => text !== '').join('\n')
}

/** What the lowest energy comes to for one of several adsorbates. */
function coverageText([best]: readonly RankedRow[]): string[] {
  const { energy, adsorbates = 1 } = best!.configuration.result!
  return adsorbates === 1 ? [] : [`E_ads is of ${adsorbates} adsorbates together; the lowest is ${(energy / adsorbates).toFixed(3)} eV for each`]
}

/** How many minima there are. */
function basinsText(ranked: readonly RankedRow[]): string {
  const basins = new Set(ranked.flatMap(({ basin }) => (basin === undefined ? [] : [basin])))
  return basins.size === 0 ? '' : `${plural(basins.size, 'basin')} up to symmetry`
}

function footer({ provenance, rows }: RunResults): string {
  const reference = rows.find(({ configuration }) => configuration.result)?.configuration.result?.reference
  const lines = [
    `E_ads = E(slab + adsorbate) - E(slab) - E(gas), negative binds; gas: ${reference?.gas ?? 'none'}; functional ${provenance.model.functional}`,
    `Model ${provenance.model.name} (SHA-256 ${provenance.model.sha256.slice(0, 12)}), seed ${provenance.settings.seed}, ${provenance.software}`,
    ...barNotes(rows),
  ]
  return lines.filter((line) => line !== '').join('\n')
}

/** What the bars of each adsorbate rest on. */
function barLines(rows: readonly RankedRow[]): string[] {
  const lines = new Set<string>()
  for (const { rank, configuration: { adsorbate, result } } of rows) {
    const interval = result?.interval
    if (rank === null || interval?.kind !== 'calibrated') continue
    const basis = interval.basis === undefined ? '' : `: ${basisText(interval.basis, adsorbate)}`
    const text = `Error bars: ${Number((100 * interval.level).toFixed(1))} % intervals, calibration ${interval.calibrationId}${basis}`
    lines.add(text)
  }
  return [...lines]
}

/** What the error bars of a list mean, and why some energies have none. */
function barNotes(rows: readonly RankedRow[]): string[] {
  const intervals = rows.flatMap(({ rank, configuration: { result } }) => (rank !== null && result ? [result.interval] : []))
  const level = intervals.find((interval) => interval.kind === 'calibrated')
  const outside = intervals.find((interval) => interval.kind === 'out-of-domain')
  const reasons = new Set(intervals.flatMap((interval) => (interval.kind === 'uncalibrated' ? [interval.reason] : [])))
  return [
    ...(level ? barLines(rows) : []),
    ...(outside ? ['Out of domain: unlike what the bars were measured on; the energy may be off by any amount'] : []),
    ...[...reasons].toSorted().map((reason) => `Uncalibrated: ${reason}; differences below a few tenths of an eV may mean nothing`),
  ]
}
