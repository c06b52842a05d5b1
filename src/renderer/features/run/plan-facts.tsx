/** What a run will do and cost, before it starts. */
import { usePreviews } from '../../state/previews'
import { missing } from '../../state/setup'
import { useSetup } from '../../state/setup-store'
import { useView } from '../../state/view-store'
import { EmptyState, Spinner } from '../../ui/controls'
import { count, duration } from '../../ui/format'
import { ErrorPanel } from '../../ui/notices'

const GAPS = { materials: 'a material', facets: 'a facet', adsorbates: 'an adsorbate' } as const
const STEP_OF = { materials: 'materials', facets: 'surfaces', adsorbates: 'adsorbates' } as const

export function PlanFacts(): React.JSX.Element {
  const setup = useSetup()
  const go = useView((s) => s.go)
  const { plan } = usePreviews()
  const gaps = missing(setup)
  if (gaps.length > 0) {
    return (
      <EmptyState title="Not ready to start">
        <p>Still needed:{' '}
          {gaps.map((gap, i) => (
            <span key={gap}>
              {i > 0 && ', '}
              <button type="button" className="link" onClick={() => go(STEP_OF[gap])}>{GAPS[gap]}</button>
            </span>
          ))}
        </p>
      </EmptyState>
    )
  }
  if (plan.error !== undefined) return <ErrorPanel error={plan.error} doing="Planning the run" retry={plan.retry} />
  if (!plan.data) return <Spinner label="Counting" />
  const { surfaces, configurations, relaxations, expectedRelaxations, expectedForceCalls, expectedSeconds, warnings } = plan.data
  return (
    <div className={plan.loading ? 'stale' : ''}>
      <dl className="figures">
        <div><dt>Surfaces</dt><dd className="num">{count(surfaces.length)}</dd></div>
        <div><dt>Adsorbates</dt><dd className="num">{count(setup.adsorbates.length)}</dd></div>
        <div><dt>Configurations</dt><dd className="num">{count(configurations)}</dd></div>
        <div><dt>Relaxations</dt><dd className="num">{expectedRelaxations < relaxations ? <>{count(expectedRelaxations)} <small>expected, {count(relaxations)} at most</small></> : count(relaxations)}</dd></div>
        <div><dt>Force calls, expected</dt><dd className="num">{count(expectedForceCalls)}</dd></div>
        <div><dt>Time, expected</dt><dd>{expectedSeconds === null ? <span className="muted">not measured here yet</span> : <span className="num">about {duration(expectedSeconds)}</span>}</dd></div>
      </dl>
      {warnings.map((warning) => <p key={warning} className="warning">{warning}</p>)}
    </div>
  )
}
