/** The runs of the open project: any of them can be looked at, and its set-up taken over. */
import { showRun, takeSetup, useCampaign } from '../../state/campaign'
import { useHost } from '../../state/host'
import { Button } from '../../ui/controls'
import { count } from '../../ui/format'

export function RunsList(): React.JSX.Element | null {
  const host = useHost()
  const project = useCampaign((s) => s.project)
  const shown = useCampaign((s) => s.run)
  const progress = useCampaign((s) => s.progress)
  if (!project || project.runs.length === 0) return null
  return (
    <section>
      <h2>Runs of this project</h2>
      <table className="list compact" aria-label="Runs of this project">
        <thead><tr><th>Started</th><th>What</th><th>State</th><th><span className="visually-hidden">Actions</span></th></tr></thead>
        <tbody>
          {project.runs.toReversed().map((run) => {
            const live = run.id === shown && progress ? progress : run
            return (
              <tr key={run.id} className={run.id === shown ? 'current' : ''}>
                <td className="num"><time dateTime={run.created}>{new Date(run.created).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}</time></td>
                <td>{run.settings.adsorbates.join(', ')}, {run.settings.configurations} placements</td>
                <td>{live.state}, <span className="num">{count(live.done + live.skipped)} of {count(live.total)}</span></td>
                <td className="row-actions">
                  <Button kind="quiet" disabled={run.id === shown} onClick={() => void showRun(host, run.id)}>Show</Button>
                  <Button kind="quiet" title="Materials, surfaces, adsorbates and settings as they were run; undo takes it back" onClick={() => void takeSetup(host, run.id)}>Use its set-up</Button>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
