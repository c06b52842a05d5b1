/** Coverage by adsorbate and by element of the slab, with its binomial interval. */
import type { CalibrationVersion } from '../../../contract/reliability-api'
import { energyFixed, energyUnit, fixed } from '../../ui/format'
import { versionName } from './charts'

export function CoverageTables({ versions }: { readonly versions: readonly CalibrationVersion[] }): React.JSX.Element {
  return <>{versions.map((version) => version.judgement && <Coverage key={version.id} version={version} />)}</>
}

const ELEMENTS_SHOWN = 12

function Coverage({ version }: { readonly version: CalibrationVersion }): React.JSX.Element | null {
  const { judgement, level } = version
  if (!judgement) return null
  const { coverage, elements } = judgement
  const rows = [{ name: 'all', ...coverage.overall, halfWidth: coverage.halfWidth }, ...coverage.groups, ...elements.slice(0, ELEMENTS_SHOWN)]
  return (
    <section>
      <h2>Coverage of the {Math.round(100 * level)} % bars, {versionName(version)}</h2>
      <p className="muted">On {version.judgedOn}. Mean |error| {energyFixed(judgement.mae, 3)} {energyUnit()}; rank correlation of distance and error {Number.isFinite(judgement.spearman) ? fixed(judgement.spearman, 2) : 'not defined'}; {judgement.outOfDomain} out of domain, counted all the same. Intervals (95 %) as if points were independent.</p>
      <table className="coverage-table">
        <thead><tr><th>Points</th><th>Covered</th><th>95 % interval</th><th>Half-width ({energyUnit()})</th><th>n</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name} className={row.high < level || row.low > level ? 'off' : ''}>
              <th scope="row">{row.name}</th>
              <td className="num">{fixed(row.value, 3)}</td>
              <td className="num">{fixed(row.low, 2)} to {fixed(row.high, 2)}</td>
              <td className="num">{energyFixed(row.halfWidth, 3)}</td>
              <td className="num">{row.n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
