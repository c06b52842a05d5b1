/** The right-hand side: the structure of the step, and below it the relaxation where there is one. */
import { lazy, Suspense, useMemo } from 'react'
import { useCampaign } from '../../state/campaign'
import { useView } from '../../state/view-store'
import { EmptyState, Spinner } from '../../ui/controls'
import { ErrorPanel } from '../../ui/notices'
import { Splitter } from '../../ui/splitter'
import { LoadExample } from '../materials/load-example'
import { useCompare } from '../results/compare-store'
import { TrajectoryPanel } from '../results/trajectory-panel'
import { useResultStage, type ResultStage as Result } from '../results/use-result-stage'
import { useSetupStage } from './use-setup-stage'

// three.js is the larger half of the program: the window stands before it has arrived.
const Viewer = lazy(() => import('../../scene/viewer').then((m) => ({ default: m.Viewer })))
const CompareStage = lazy(() => import('../results/compare-stage').then((m) => ({ default: m.CompareStage })))
const WhyUnsure = lazy(() => import('../results/why-unsure').then((m) => ({ default: m.WhyUnsure })))

export interface StageTitle {
  readonly title: string
  readonly detail: string
}

export function StageView(): React.JSX.Element {
  const step = useView((s) => s.step)
  return <section className="stage" aria-label="Structure">{step === 'results' || step === 'reliability' ? <Results /> : <SetupStage />}</section>
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
  if (!stage) return <EmptyState title="Nothing to show yet"><p>Load a crystal: its structure, its surfaces and the first placements appear here.</p><LoadExample /></EmptyState>
  return (
    <>
      <Frame {...stage} />
      <Suspense fallback={<Spinner label="Preparing the view" />}>
        <Viewer content={stage.content} name={stage.content.key.replace(/[^\w.-]+/g, '-')} />
      </Suspense>
    </>
  )
}

function Results(): React.JSX.Element {
  const comparing = useCompare((s) => s.open)
  return comparing ? <Suspense fallback={<Spinner label="Preparing the view" />}><CompareStage /></Suspense> : <ResultStage />
}

function ResultStage(): React.JSX.Element {
  const result = useResultStage()
  const { content, title, detail, trajectory, error, retry } = result
  const hasRows = useCampaign((s) => (s.results?.rows.length ?? 0) > 0)
  const name = useMemo(() => title.replace(/[^\w.-]+/g, '-'), [title])
  if (error !== undefined) return <ErrorPanel error={error} doing="Reading the configuration" retry={retry} />
  if (!content) return hasRows ? <EmptyState title="Nothing is selected"><p>Choose a configuration in the table to see it.</p></EmptyState> : <EmptyState title="Nothing to show yet"><p>The configurations of a run appear here, with their relaxations.</p></EmptyState>
  return (
    <>
      <Frame title={title} detail={detail} />
      <Suspense fallback={<Spinner label="Preparing the view" />}>
        <Viewer content={content} name={name} movie={trajectory} />
      </Suspense>
      {(trajectory !== null || result.why !== null) && <Lower {...result} />}
    </>
  )
}

/** Below the structure: how it relaxed, or why its error bar is what it is. */
function Lower({ trajectory, why }: Result): React.JSX.Element {
  const target = useCampaign((s) => s.results?.run.settings.relax.fmax ?? null)
  const { lower, lowerHeight, whyHeight } = useView((s) => s.layout)
  const setLayout = useView((s) => s.setLayout)
  const shown = lower === 'why' && why ? 'why' : 'relaxation'
  const height = shown === 'why' ? whyHeight : lowerHeight
  return (
    <>
      <Splitter label="Height of the lower part" axis="y" sign={-1} value={height} min={110} max={shown === 'why' ? 800 : 500} onChange={(value) => setLayout(shown === 'why' ? { whyHeight: Math.max(160, value) } : { lowerHeight: value })} />
      <div className="stage-lower" style={{ height }}>
        <div className="lower-tabs segmented" role="group" aria-label="Below the structure">
          <button type="button" aria-pressed={shown === 'relaxation'} onClick={() => setLayout({ lower: 'relaxation' })}>Relaxation</button>
          <button type="button" aria-pressed={shown === 'why'} disabled={!why} onClick={() => setLayout({ lower: 'why' })}>Why unsure</button>
        </div>
        <div className="lower-body">
          {shown === 'why' && why && <Suspense fallback={<Spinner label="Preparing the view" />}><WhyUnsure {...why} /></Suspense>}
          {shown === 'relaxation' && trajectory && trajectory.frames > 0 && <TrajectoryPanel data={trajectory} target={target} />}
        </div>
      </div>
    </>
  )
}
