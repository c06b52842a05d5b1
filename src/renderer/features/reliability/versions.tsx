/** The calibrations that there are, and which one the bars come from. */
import type { CalibrationVersion } from '../../../contract/reliability-api'
import { useHost } from '../../state/host'
import { choose, useReliability } from './reliability-store'

export function Versions({ versions, hasProject }: { readonly versions: readonly CalibrationVersion[]; readonly hasProject: boolean }): React.JSX.Element {
  const host = useHost()
  const busy = useReliability((s) => s.busy)
  if (versions.length === 0) return <p className="muted">There is no calibration: energies are shown without error bars.</p>
  return (
    <fieldset className="versions">
      <legend>Error bars come from</legend>
      {versions.map((version, k) =>
        // the model's further truths come with its first: one choice, several lines
        version.origin === 'model' && k > 0 ? (
          <div key={version.id} className="choice further"><Version version={version} title="and, for adsorbates that it has no points of," /></div>
        ) : (
          <label key={version.id} className="choice">
            <input type="radio" name="calibration" checked={version.active} disabled={!hasProject || busy !== null} onChange={() => void choose(host, version.origin === 'model' ? null : version.id)} />
            <Version version={version} title={version.origin === 'model' ? 'The calibration of the model' : `Calibration of this project, ${version.created?.slice(0, 10) ?? ''}`} />
          </label>
        ),
      )}
    </fieldset>
  )
}

function Version({ version, title }: { readonly version: CalibrationVersion; readonly title: string }): React.JSX.Element {
  return (
    <span>
      {title} <code>{version.id}</code>
      <small>{version.bars}. Method {version.method}.{version.judgement === null ? ` Not judged: ${version.judgedOn}.` : ''}</small>
      {version.warnings.map((text) => <small key={text} className="warning-text">{text}</small>)}
    </span>
  )
}
