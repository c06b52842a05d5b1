/** The right-hand side: the structure of the step, and below it the relaxation where there is one. */
import { lazy, Suspense, useMemo } from 'react'
import { useCampaign } from '../../state/campaign'
import { useView } from '../../state/view-store'
import { EmptyState, Spinner } from '../../ui/controls'
import { ErrorPanel } from '../../ui/notices'
import { Splitter } from '../../ui/splitter'
import { TrajectoryPanel } from '../results/trajectory-panel'
import { useResultStage } from '../results/use-result-stage'
import { useSetupStage } from './use-setup-stage'

// three.js is the larger half of the program: the window stands before it has arrived.
const Viewer = lazy(() => import('../../scene/viewer').then((m) => ({ default: m.Viewer })))

export interface StageTitle {
  readonly title: string
  readonly detail: string
}

export function StageView(): React.JSX.Element {
  const step = useView((s) => s.step)
  return <section className="stage" aria-label="Structure">{step === 'results' ? <ResultStage /> : <SetupStage />}</section>
}

function Frame({ title, detail }: StageTitle): React.JSX.Element {
  return (
    <header className="stage-head">
      <strong>{title}</strong>
      <span className="muted num">{detail}</span>
    </header>
  )
}

function SetupStage(): React.JSX.Element {
  const stage = useSetupStage()
  if (!stage) return <EmptyState title="Nothing to show yet"><p>Load a crystal: its structure, its surfaces and the first placements appear here.</p></EmptyState>
  return (
    <>
      <Frame {...stage} />
      <Suspense fallback={<Spinner label="Preparing the view" />}>
        <Viewer content={stage.content} name={stage.content.key.replace(/[^\w.-]+/g, '-')} />
      </Suspense>
    </>
  )
}

function ResultStage(): React.JSX.Element {
  const { content, title, detail, trajectory, error, retry } = useResultStage()
  const target = useCampaign((s) => s.results?.run.settings.relax.fmax ?? null)
  const height = useView((s) => s.layout.lowerHeight)
  const setLayout = useView((s) => s.setLayout)
  const name = useMemo(() => title.replace(/[^\w.-]+/g, '-'), [title])
  if (error !== undefined) return <ErrorPanel error={error} doing="Reading the configuration" retry={retry} />
  if (!content) return <EmptyState title="Nothing is selected"><p>Choose a configuration in the table to see it.</p></EmptyState>
  return (
    <>
      <Frame title={title} detail={detail} />
      <Suspense fallback={<Spinner label="Preparing the view" />}>
        <Viewer content={content} name={name} movie={trajectory} />
      </Suspense>
      {trajectory && trajectory.frames > 0 && (
        <>
          <Splitter label="Height of the relaxation plot" axis="y" sign={-1} value={height} min={110} max={500} onChange={(lowerHeight) => setLayout({ lowerHeight })} />
          <div className="stage-lower" style={{ height }}>
            <TrajectoryPanel data={trajectory} target={target} />
          </div>
        </>
      )}
    </>
  )
}
