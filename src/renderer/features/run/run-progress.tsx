/** The campaign as it goes: how far, how fast, how long, what is running, what there is to know. */
import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { RunProgress } from '../../../contract/host-api'
import { useCampaign, resumeRun } from '../../state/campaign'
import { useHost } from '../../state/host'
import { useView } from '../../state/view-store'
import { Button } from '../../ui/controls'
import { count, energyFixed, energyUnit, fixed, forceFixed, forceUnit, remainingText } from '../../ui/format'
import { AnomaliesList } from './anomalies-list'
import { PairsTable } from './pairs-table'
import { Sparkline } from '../../plots/sparkline'

const STATES: Readonly<Record<RunProgress['state'], string>> = { preparing: 'Preparing the surfaces', running: 'Running', paused: 'Paused', done: 'Done', cancelled: 'Cancelled', failed: 'Failed' }
const ICONS = { info: Info, warning: TriangleAlert, error: CircleAlert } as const

export function RunProgressView(): React.JSX.Element | null {
  const { progress, results, trace } = useCampaign()
  const run = progress ?? results?.run
  if (!run) return null
  const share = run.total === 0 ? 0 : (run.done + run.failed + run.skipped) / run.total
  return (
    <section aria-label="Progress">
      <div className="progress-head">
        <strong data-testid="run-state">{STATES[run.state]}</strong>
        <span className="num">
          {count(run.done)} of {count(run.total)} relaxed{run.skipped > 0 && `, ${count(run.skipped)} skipped with their reason`}{run.failed > 0 && `, ${count(run.failed)} failed`}
        </span>
      </div>
      <progress aria-label="Configurations relaxed" value={share} max={1} />
      {(run.state === 'cancelled' || run.state === 'failed') && <Continue />}
      {progress && (
        <>
          <dl className="figures">
            <div><dt>Throughput</dt><dd className="num">{progress.state === 'running' ? <>{fixed(progress.throughput, 1)} <small>force calls/s</small></> : '–'}</dd></div>
            <div><dt>Time left</dt><dd className="num">{timeLeft(progress)}</dd></div>
            <div><dt>Anomalies</dt><dd className="num">{count(progress.anomalies)}</dd></div>
            <div><dt>Throughput, trend</dt><dd><Sparkline values={trace.map((t) => t.throughput)} label="Force calls per second over the run" /></dd></div>
          </dl>
          <Running progress={progress} />
          <PairsTable progress={progress} />
          <AnomaliesList />
          <Messages progress={progress} />
        </>
      )}
    </section>
  )
}

function timeLeft({ state, remaining }: RunProgress): string {
  if (state === 'paused') return 'paused'
  if (state === 'done' || state === 'cancelled' || state === 'failed') return '–'
  return remaining ? remainingText(remaining.seconds, remaining.uncertainty) : 'not known yet'
}

function Continue(): React.JSX.Element {
  const host = useHost()
  return <p className="muted">What was finished is kept. <Button onClick={() => void resumeRun(host)}>Go on with this run</Button></p>
}

function Running({ progress }: { readonly progress: RunProgress }): React.JSX.Element | null {
  if (progress.running.length === 0) return null
  return (
    <>
      <h2>Running now</h2>
      <table className="list" aria-label="Running configurations">
        <thead><tr><th>Configuration</th><th className="right">Step</th><th className="right">Total energy ({energyUnit()})</th><th className="right">Largest force <span className="nowrap">({forceUnit()})</span></th></tr></thead>
        <tbody>
          {progress.running.map((r) => (
            <tr key={r.configuration}>
              <td>{r.configuration}</td>
              <td className="num right">{r.step}</td>
              <td className="num right">{energyFixed(r.energy, 3)}</td>
              <td className="num right">{forceFixed(r.fmax, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Messages({ progress }: { readonly progress: RunProgress }): React.JSX.Element | null {
  const go = useView((s) => s.go)
  return (
    <>
      <h2>Messages</h2>
      {progress.messages.length === 0 && <p className="muted">Nothing out of the ordinary. Finished configurations are under <button type="button" className="link" onClick={() => go('results')}>Results</button>.</p>}
      <ul className="messages" aria-live="polite">
        {progress.messages.slice(-50).toReversed().map(({ at, level, text }) => {
          const Icon = ICONS[level]
          return (
            <li key={`${at}${text}`} className={level}>
              <Icon size={14} aria-label={level} />
              <time dateTime={at}>{new Date(at).toLocaleTimeString('en-GB')}</time>
              <span>{text}</span>
            </li>
          )
        })}
      </ul>
    </>
  )
}
