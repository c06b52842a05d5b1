/** The runs of the open project: any of them can be looked at, and its set-up taken over. */
import { showRun, takeSetup, useCampaign } from '../../state/campaign'
import { useHost } from '../../state/host'
import { Button } from '../../ui/controls'
import { count, plural } from '../../ui/format'

export function RunsList(): React.JSX.Element | null {
  const host = useHost()
  const project = useCampaign((s) => s.project)
  const shown = useCampaign((s) => s.run)
  const progress = useCampaign((s) => s.progress)
  if (!project || project.runs.length === 0) return null
  return (
    <section>
      <h2>Runs of this project</h2>
      <ul className="runs" aria-label="Runs of this project">
        {project.runs.toReversed().map((run) => {
          const live = run.id === shown && progress ? progress : run
          return (
            <li key={run.id} className={run.id === shown ? 'current' : ''}>
              <div>
                <strong>{run.settings.adsorbates.join(', ')}, {plural(run.settings.configurations, 'placement')} each</strong>
                <small className="muted num">
                  <time dateTime={run.created}>{new Date(run.created).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}</time> · {live.state}, {count(live.done + live.failed + live.skipped)} of {count(live.total)}
                </small>
              </div>
              {run.id !== shown && <Button kind="quiet" onClick={() => void showRun(host, run.id)}>Show</Button>}
              <Button kind="quiet" title="Materials, surfaces, adsorbates and settings as they were run; undo takes it back" onClick={() => void takeSetup(host, run.id)}>Use its set-up</Button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
