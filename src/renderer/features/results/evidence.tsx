/** What is known of the selected configuration: energy with its reference, outcome, anomalies with their evidence. */
import type { RankedRow } from '../../../domain/catalogue/records'
import { useCampaign } from '../../state/campaign'
import { useAnswer } from '../../state/host'
import { configurationDetail } from '../../state/campaign'
import { fixed } from '../../ui/format'
import { Energy, IntervalNote } from '../../ui/reference-chip'
import { ANOMALY_TITLES, evidenceText } from './evidence-text'
import { outcomeOf } from './rows'

export function Evidence(): React.JSX.Element | null {
  const { results, selected } = useCampaign()
  const row = results?.rows.find((r) => r.configuration.id === selected)
  return row ? <Selected row={row} /> : null
}

function Selected({ row }: { readonly row: RankedRow }): React.JSX.Element {
  const { id, result, reason, state } = row.configuration
  const detail = useAnswer(result && result.anomalies.length > 0 ? `${id}/${state}` : null, (host) => configurationDetail(host, id))
  const structure = detail.data?.final ?? detail.data?.initial
  return (
    <div className="selected" aria-label="Selected configuration" role="group">
      <div className="selected-line">
        <strong className="mono">{id}</strong>
        {result && <Energy energy={result.energy} interval={result.interval} reference={result.reference} />}
        {result && <IntervalNote interval={result.interval} />}
        <span className="muted">
          {outcomeOf(row)}
          {result && <>, <span className="num">{result.steps}</span> steps, largest force <span className="num">{fixed(result.fmax, 3)}</span> eV/Å</>}
        </span>
      </div>
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
