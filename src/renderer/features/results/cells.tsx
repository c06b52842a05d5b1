/** What stands in the cells of the results, column by column. */
import type { CSSProperties } from 'react'
import { forceCallsOf, skipSentence } from '../../../domain/adsorbml/search/skipped'
import { assertNever } from '../../../domain/errors'
import { energyAmount, energyFixed, energyNumber, fixed, forceFixed } from '../../ui/format'
import { ReferenceChip } from '../../ui/reference-chip'
import { formulaText, speciesText } from '../../ui/formula'
import { SurfaceName } from '../../ui/surface'
import { facetText } from '../../ui/surface-name'
import type { ColumnId } from './columns'
import { EnergyBar } from './energy-bar'
import type { EnergyScale } from './energy-scale'
import { groupText, type RowMark } from './groups'
import { percentText } from './percent'
import { anomaliesOf, outcomeOf, type ResultRow } from './rows'

export interface CellFacts {
  readonly row: ResultRow
  readonly mark: RowMark
  readonly scale: EnergyScale | undefined
  readonly decided: number
  /** why no row has a probability */
  readonly missing: string | null
}

const NOTHING = <span className="muted">–</span>

export function Cell({ column, facts }: { readonly column: ColumnId; readonly facts: CellFacts }): React.JSX.Element | string | number | null {
  const { row, scale } = facts
  const { configuration: c, chance } = row
  const { result } = c
  switch (column) {
    case 'rank':
      return row.rank ?? NOTHING
    case 'group':
      return <GroupCell {...facts} />
    case 'surface':
      return <SurfaceName {...row.configuration} miller={row.miller} />
    case 'material':
      return <strong>{formulaText(c.material)}</strong>
    case 'miller':
      return facetText(row.miller)
    case 'slab':
      return <span className="mono">{c.slab}</span>
    case 'formula':
      return formulaText(row.formula)
    case 'adsorbate':
      return <span title={c.adsorbate}>{speciesText(c.adsorbate)}</span>
    case 'placement':
      return <span className="mono" title={c.placement}>{c.placement}</span>
    case 'energy':
      return result ? <strong className="num">{energyNumber(result.energy, result.interval)}</strong> : NOTHING
    case 'bar':
      return <EnergyBar row={row} scale={scale} />
    case 'relative':
      return row.relative === null ? NOTHING : energyFixed(row.relative, 3)
    case 'best':
      return <Share p={chance?.best} missing={facts.missing} />
    case 'topK':
      return <Share p={chance?.topK} missing={facts.missing} />
    case 'window':
      return <Share p={chance?.window} missing={facts.missing} />
    case 'basin':
      return row.basin ?? NOTHING
    case 'outcome':
      return <Outcome row={row} />
    case 'anomaly':
      return <AnomalyChips row={row} />
    case 'steps':
      return result?.steps ?? NOTHING
    case 'forceCalls':
      return result || c.skipped ? forceCallsOf(c) : NOTHING
    case 'fmax':
      return result ? forceFixed(result.fmax, 3) : NOTHING
    case 'distance':
      return result?.distance === undefined ? NOTHING : <span className={result.interval.kind}>{fixed(result.distance, 2)}</span>
    case 'each':
      return result ? energyFixed(result.energy / (result.adsorbates ?? 1), 3) : NOTHING
    case 'reference':
      return result ? <ReferenceChip reference={result.reference} /> : NOTHING
    default:
      return assertNever(column)
  }
}

function GroupCell({ row, mark, decided }: CellFacts): React.JSX.Element | null {
  if (!row.chance) return null
  const text = groupText(row.chance.group, mark, decided)
  return (
    <span className={`bracket ${mark.bracket ?? 'alone'} ${row.chance.group === 1 ? 'best' : ''}`} title={text}>
      <span className="visually-hidden">{text}</span>
      {mark.label !== null && <span aria-hidden="true">{mark.label}</span>}
    </span>
  )
}

/** A probability with a bar as long as it is. */
function Share({ p, missing }: { readonly p: number | undefined; readonly missing: string | null }): React.JSX.Element {
  if (p === undefined) return <span className="muted" title={missing ?? 'Only calibrated energies have probabilities'}>–</span>
  return (
    <span className="share" style={{ '--share': `${(100 * p).toFixed(1)}%` } as CSSProperties}>
      {percentText(p)}
    </span>
  )
}

export function AnomalyChips({ row }: { readonly row: ResultRow }): React.JSX.Element {
  return <>{anomaliesOf(row).map((a) => <span key={a} className="chip alarm">{a}</span>)}</>
}

function Outcome({ row }: { readonly row: ResultRow }): React.JSX.Element {
  const { result, reason, skipped } = row.configuration
  const outcome = outcomeOf(row)
  return (
    <>
      {anomaliesOf(row).length > 0 ? <AnomalyChips row={row} /> : <span className={outcome.replaceAll(' ', '-')} title={skipped ? skipSentence(skipped, energyAmount) : reason}>{outcome}</span>}
      {result && !result.inDomain && <span className="chip alarm" title={result.domainNote}>outside domain</span>}
    </>
  )
}
