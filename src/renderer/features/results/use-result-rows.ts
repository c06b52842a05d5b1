/** The rows that the views share: the ranking joined with its probabilities, filtered and sorted. */
import { createContext, useContext, useMemo } from 'react'
import type { RunProbabilities, RunResults } from '../../../contract/host-api'
import { DECIDED } from '../../../domain/adsorbml/rank-probabilities'
import { useCampaign } from '../../state/campaign'
import { useAnswer } from '../../state/host'
import { identity } from '../../state/identity'
import { sortRows } from './columns'
import { energyScales, type EnergyScale } from './energy-scale'
import { rowMarks, type RowMark } from './groups'
import { useResultsView } from './results-store'
import { filterRows, rowReference, type ResultRow } from './rows'

export interface ResultRows {
  readonly all: readonly ResultRow[]
  /** filtered and sorted */
  readonly rows: readonly ResultRow[]
  /** of `rows`, by index */
  readonly marks: readonly RowMark[]
  /** by reference key, over `rows` */
  readonly scales: ReadonlyMap<string, EnergyScale>
  /** probability at which an order counts as decided */
  readonly decided: number
  /** why no row has a probability; null where some may have one */
  readonly missing: string | null
  /** distinct references of all rows */
  readonly references: number
}

const NONE: Readonly<RunProbabilities['rows']> = {}
const SETTLE_MS = 120

export const ResultRowsContext = createContext<ResultRows | null>(null)

export function useRows(): ResultRows {
  const rows = useContext(ResultRowsContext)
  if (!rows) throw new Error('No results around this component')
  return rows
}

export function useResultRows(results: RunResults): ResultRows {
  const project = useCampaign((s) => s.project)
  const filter = useResultsView((s) => s.filter)
  const sort = useResultsView((s) => s.sort)
  const { window } = filter
  const run = project ? `${project.path}/${results.run.id}` : null
  const answer = useAnswer(
    run && `${run}/${identity(results)}/${window?.join()}`,
    async (host) => ({ run, ...(await host.probabilities({ project: project!.path, run: results.run.id, ...(window ? { window: [window[0], window[1]] } : {}) })) }),
    SETTLE_MS,
  )
  // the answer before stays while a newer one is on its way, but never for another run
  const chances = answer.data?.run === run ? answer.data : undefined
  const known = chances?.rows ?? NONE
  const all = useMemo(() => joined(results, known), [results, known])
  const rows = useMemo(() => sortRows(filterRows(all, filter), sort), [all, filter, sort])
  const marks = useMemo(() => rowMarks(rows, all), [rows, all])
  const scales = useMemo(() => energyScales(rows), [rows])
  const references = useMemo(() => new Set(all.map(rowReference).filter(Boolean)).size, [all])
  const decided = chances?.decided ?? DECIDED
  const missing = answer.error === undefined ? (chances?.missing ?? null) : `The probabilities could not be computed: ${answer.error instanceof Error ? answer.error.message : 'unknown reason'}`
  return useMemo(() => ({ all, rows, marks, scales, decided, missing, references }), [all, rows, marks, scales, decided, missing, references])
}

/** Rows whose probabilities belong to an older state of their pair keep them until the next answer, a fraction of a second later. */
const joined = (results: RunResults, known: RunProbabilities['rows']): readonly ResultRow[] =>
  results.rows.map((row): ResultRow => {
    const chance = known[row.configuration.id]
    return chance && row.rank !== null ? { ...row, chance } : row
  })
