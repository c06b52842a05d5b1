/** Options that narrow what is shown to some candidates; files always hold all of them. */
import { Option, type Command } from 'commander'
import type { RunResults } from '../../contract/host-api'
import type { PairAnswer } from '../../domain/adsorbml/answer'
import { type CandidateFilter, filterCandidates, isEmptyFilter } from '../../domain/adsorbml/candidate-filter'
import { UsageError } from './exit-codes'
import { parseList } from './parse'

export interface CandidateOptions {
  readonly elements?: readonly string[]
  readonly without?: readonly string[]
  readonly stoichiometry?: string
  readonly window?: readonly [number, number]
}

export const withCandidates = (command: Command): Command =>
  command
    .addOption(new Option('--elements <list>', 'show only surfaces that hold all of these').argParser(parseList))
    .addOption(new Option('--without <list>', 'show only surfaces that hold none of these').argParser(parseList))
    .option('--stoichiometry <formula>', 'show only surfaces of these proportions: Pt3Ni, or AB3 for any elements')
    .addOption(new Option('--window <low:high>', 'show only adsorbates whose lowest energy lies inside, eV; written --window=-1:0').argParser(energyWindow))

export const filterOf = ({ elements, without, stoichiometry, window }: CandidateOptions): CandidateFilter => ({
  ...(elements ? { elements } : {}),
  ...(without ? { without } : {}),
  ...(stoichiometry === undefined ? {} : { stoichiometry }),
  ...(window ? { window } : {}),
})

function energyWindow(text: string): readonly [number, number] {
  const [low = NaN, high = NaN, ...more] = text.split(':').map((part) => (part.trim() === '' ? NaN : Number(part)))
  if (!Number.isFinite(low) || !Number.isFinite(high) || more.length > 0) throw new UsageError(`--window is two energies in eV, such as --window=-1:0, not "${text}"`)
  return [low, high]
}

export interface Shown {
  readonly results: RunResults
  readonly answers: readonly PairAnswer[]
  /** one sentence; null without a filter */
  readonly note: string | null
}

/** The candidates that pass. Throws InvalidInput for a filter that cannot mean anything. */
export function shownCandidates(results: RunResults, answers: readonly PairAnswer[], filter: CandidateFilter): Shown {
  if (isEmptyFilter(filter)) return { results, answers, note: null }
  const rows = filterCandidates(results.rows, filter)
  const left = new Set(rows.map(({ configuration: { slab, adsorbate } }) => JSON.stringify([slab, adsorbate])))
  return {
    results: { ...results, rows },
    answers: answers.filter(({ slab, adsorbate }) => left.has(JSON.stringify([slab, adsorbate]))),
    note: `Shown: ${left.size} of ${answers.length} candidates (an adsorbate on a surface); the others do not pass the filter`,
  }
}
