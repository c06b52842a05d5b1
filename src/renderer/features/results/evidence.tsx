/** What is known of the selected configuration: energy with its reference, place in the order, outcome, anomalies with their evidence. */
import { useMemo } from 'react'
import { skipSentence, standsFor } from '../../../domain/adsorbml/search/skipped'
import type { SkipReason } from '../../../domain/catalogue/records'
import { select, useCampaign } from '../../state/campaign'
import { useAnswer } from '../../state/host'
import { configurationDetail } from '../../state/campaign'
import { energyAmount, energyFixed, energyUnit, forceText } from '../../ui/format'
import { Energy, IntervalNote } from '../../ui/reference-chip'
import { CompareTray } from './compare-tray'
import { ANOMALY_TITLES, evidenceText } from './evidence-text'
import { percentText } from './percent'
import { outcomeOf, type ResultRow } from './rows'
import { useRows } from './use-result-rows'

export function Evidence(): React.JSX.Element {
  const { all } = useRows()
  const selected = useCampaign((s) => s.selected)
  const row = useMemo(() => all.find((r) => r.configuration.id === selected), [all, selected])
  return (
    <div className="evidence">
      <CompareTray row={row} />
      {row && <Selected row={row} />}
    </div>
  )
}

function Selected({ row }: { readonly row: ResultRow }): React.JSX.Element {
  const { id, result, reason, skipped, state } = row.configuration
  const detail = useAnswer(result && result.anomalies.length > 0 ? `${id}/${state}` : null, (host) => configurationDetail(host, id))
  const structure = detail.data?.final ?? detail.data?.initial
  return (
    <div className="selected" aria-label="Selected configuration" role="group">
      <div className="selected-line">
        <strong className="mono">{id}</strong>
        {result && <Energy energy={result.energy} interval={result.interval} reference={result.reference} />}
        {result && <IntervalNote interval={result.interval} />}
        {result?.adsorbates !== undefined && <span className="muted"><span className="num">{energyFixed(result.energy / result.adsorbates, 3)}</span> {energyUnit()} for each of <span className="num">{result.adsorbates}</span> adsorbates</span>}
        {row.chance && <span className="num">P(best) {percentText(row.chance.best)}</span>}
        <span className="muted">
          {row.basin !== undefined && <>basin <span className="num">{row.basin}</span>, </>}
          {outcomeOf(row)}
          {result && <>, <span className="num">{result.steps}</span> steps, largest force <span className="num">{forceText(result.fmax)}</span></>}
        </span>
      </div>
      {skipped && <Skipped reason={skipped} />}
      {reason && <p className="warning">{reason}</p>}
      {result?.domainNote && <p className="warning">{result.domainNote}</p>}
      {result?.anomalies.map((anomaly) => (
        <div key={anomaly.kind} className="anomaly">
          <strong>{ANOMALY_TITLES[anomaly.kind]}</strong>
          {structure && (
            <ul>
              {anomaly.evidence.slice(0, 6).map((e, i) => <li key={i}>{evidenceText(e, structure)}</li>)}
              {anomaly.evidence.length > 6 && <li className="muted">and {anomaly.evidence.length - 6} more</li>}
            </ul>
          )}
        </div>
      ))}
    </div>
  )
}

/** Why it has no energy of its own, and the way to the configuration that has. */
function Skipped({ reason }: { readonly reason: SkipReason }): React.JSX.Element {
  const other = standsFor(reason)
  return (
    <p>
      {skipSentence(reason, energyAmount)}. {other !== null && <button type="button" className="link" onClick={() => select(other)}>Show {other}</button>}
    </p>
  )
}
