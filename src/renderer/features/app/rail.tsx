/** The steps of the campaign. */
import { Check } from 'lucide-react'
import { useCampaign } from '../../state/campaign'
import { useSetup } from '../../state/setup-store'
import { STEPS } from '../../state/view'
import { useView } from '../../state/view-store'
import { STEP_NAMES, stepStates } from './steps'

export function Rail(): React.JSX.Element {
  const step = useView((s) => s.step)
  const go = useView((s) => s.go)
  const setup = useSetup()
  const { progress, results, project } = useCampaign()
  const states = stepStates(setup, progress, results)
  return (
    <nav className="rail" aria-label="Steps of the campaign">
      <ol>
        {STEPS.map((name, i) => (
          <li key={name}>
            <button type="button" aria-current={name === step ? 'step' : undefined} className={states[name].state} onClick={() => go(name)}>
              <span className="rail-mark" aria-hidden="true">
                {states[name].state === 'ready' && name !== 'run' && name !== 'results' && name !== 'reliability' ? <Check size={12} strokeWidth={2.6} /> : i + 1}
              </span>
              <span className="rail-text">
                <strong>{STEP_NAMES[name]}</strong>
                <small>{states[name].summary}</small>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {project && (
        <div className="rail-project">
          <small>Project</small>
          <strong title={project.path}>{project.name}</strong>
        </div>
      )}
    </nav>
  )
}
