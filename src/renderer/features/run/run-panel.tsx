/** Step 5: the plan, then the campaign as it goes. */
import { Pause, Play, Square } from 'lucide-react'
import { cancelRun, ENDED, pauseRun, projectName, resumeRun, startRun, useCampaign } from '../../state/campaign'
import { useHost } from '../../state/host'
import { usePreviews } from '../../state/previews'
import { missing } from '../../state/setup'
import { editSetup, useSetup } from '../../state/setup-store'
import { Button, Field } from '../../ui/controls'
import { Panel } from '../../ui/panel'
import { PlanFacts } from './plan-facts'
import { RunProgressView } from './run-progress'
import { RunsList } from './runs-list'

export function RunPanel(): React.JSX.Element {
  const { progress, project, results } = useCampaign()
  const host = useHost()
  const setup = useSetup()
  const { plan } = usePreviews()
  const state = progress?.state ?? results?.run.state
  const running = state === 'running' || state === 'preparing' || state === 'paused'
  const empty = missing(setup).length > 0
  return (
    <Panel
      title="Run"
      lead={running ? 'Everything finished so far is kept, whatever happens.' : 'Look over the plan, then start.'}
      actions={running && <Controls />}
      {...(state && !running ? { next: { step: 'results' as const, label: 'Results' } } : {})}
      footer={
        !running && (
          <Button kind={state ? 'plain' : 'primary'} icon={Play} disabled={empty || !plan.data || plan.data.configurations === 0} onClick={() => void startRun(host, setup)}>
            {state ? 'Start another run' : 'Start the run'}
          </Button>
        )
      }
    >
      {state && <RunProgressView />}
      {!running && <RunsList />}
      {!running && (
        <>
          <section>
            <h2>{state ? 'The next run' : 'Plan'}</h2>
            <PlanFacts />
          </section>
          {!project && !empty && (
            <section className="form">
              <Field label="Project name" hint={window.shell ? 'You choose the file when the run starts' : 'The project file is kept on the host'}>
                {(ids) => <input {...ids} type="text" value={setup.name} placeholder={projectName(setup)} onChange={(event) => editSetup({ kind: 'name', name: event.target.value })} />}
              </Field>
            </section>
          )}
        </>
      )}
    </Panel>
  )
}

function Controls(): React.JSX.Element {
  const host = useHost()
  const progress = useCampaign((s) => s.progress)
  const paused = progress?.state === 'paused'
  return (
    <>
      {paused ? <Button icon={Play} kind="primary" onClick={() => void resumeRun(host)}>Resume</Button> : <Button icon={Pause} onClick={() => void pauseRun(host)}>Pause</Button>}
      <Button icon={Square} disabled={progress !== null && ENDED.has(progress.state)} onClick={() => void cancelRun(host)}>Cancel</Button>
    </>
  )
}
