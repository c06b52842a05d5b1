/** The answer for the adsorbate on the surface of the selected configuration: one line, and the rest behind it. */
import type { PairAnswer } from '../../../domain/adsorbml/answer'
import { SUCCESS_THRESHOLD } from '../../../domain/adsorbml/success'
import { select, useCampaign } from '../../state/campaign'
import { useAnswer } from '../../state/host'
import { Button } from '../../ui/controls'
import { count, energyFixed, energyText, energyUnit, givenEnergy, plural } from '../../ui/format'
import { speciesText } from '../../ui/formula'
import { IntervalNote } from '../../ui/reference-chip'
import { ANOMALY_TITLES } from './evidence-text'
import { percentText } from './percent'
import { useResultsView } from './results-store'
import { surfaceText } from './rows'

export function AnswerCard(): React.JSX.Element | null {
  const { project, run, results, selected } = useCampaign()
  const chosen = results?.rows.find((r) => r.configuration.id === selected)?.configuration
  const pair = chosen && results.rows.filter(({ configuration: c }) => c.slab === chosen.slab && c.adsorbate === chosen.adsorbate)
  // it changes when one of the pair's placements ends
  const ended = pair?.filter(({ configuration: { state } }) => state !== 'queued' && state !== 'running').length
  const key = project && run && chosen ? [project.path, run, chosen.slab, chosen.adsorbate, ended].join('\n') : null
  const { data } = useAnswer(key, (host) => host.answers({ project: project!.path, run: run!, slab: chosen!.slab, adsorbate: chosen!.adsorbate }))
  const answer = data?.[0]
  if (!chosen || answer?.slab !== chosen.slab || answer.adsorbate !== chosen.adsorbate) return null
  return (
    <details className="answer" aria-label="The answer">
      <summary><Headline answer={answer} surface={surfaceText(pair![0]!)} /></summary>
      <Rest answer={answer} />
    </details>
  )
}

function Headline({ answer: { slab, adsorbate, minimum, promise, counts }, surface }: { readonly answer: PairAnswer; readonly surface: string }): React.JSX.Element {
  return (
    <span className="answer-line">
      <strong title={slab}>{speciesText(adsorbate)} on {surface}</strong>
      {minimum === null ? (
        <span className="muted">nothing valid was found yet</span>
      ) : (
        <>
          <span className="num">lowest {energyText(minimum.energy, minimum.interval)}</span>
          <IntervalNote interval={minimum.interval} />
          {minimum.pBest !== null && <span className="num">P(best) {percentText(minimum.pBest)}</span>}
        </>
      )}
      {promise !== null && <span className="num" title={`Stated probability that the lowest found lies within ${givenEnergy(SUCCESS_THRESHOLD)} of the best of ${promise.horizon} placements like these`}>success {percentText(promise.success)}</span>}
      <span className="muted num">{counts.open > 0 ? `${count(counts.open)} of ${plural(counts.placements, 'placement')} open` : plural(counts.placements, 'placement')}</span>
    </span>
  )
}

function Rest({ answer }: { readonly answer: PairAnswer }): React.JSX.Element {
  const { counts, forceCalls, minimum, undecided, promise, anomalies, dft } = answer
  const others = (undecided ?? []).filter(({ configuration }) => configuration !== minimum?.configuration)
  return (
    <dl className="answer-facts">
      {minimum && <Fact name="Lowest"><Go to={minimum.configuration} />, met by {plural(minimum.visits, 'placement')}</Fact>}
      {undecided && <Fact name="Not told apart from it">{others.length === 0 ? 'nothing: it is below every other minimum with a probability of 90 % or more' : others.map(({ configuration }, k) => <span key={configuration}>{k > 0 && ', '}<Go to={configuration} /></span>)}</Fact>}
      {promise && <Fact name="Expected success"><span className="num">{percentText(promise.success)}</span>; with twice the placements <span className="num">{percentText(promise.successAtTwice)}</span>; <span className="num">{count(promise.tally.best)} of {count(promise.tally.placements)}</span> valid ones end within {givenEnergy(SUCCESS_THRESHOLD)} of the lowest</Fact>}
      <Fact name="Spent"><span className="num">{plural(forceCalls, 'force call')}</span>: {fatesText(counts)}</Fact>
      {anomalies.map(({ kind, count: n, example }) => <Fact key={kind} name={ANOMALY_TITLES[kind]}><span className="num">{plural(n, 'time')}</span>, e.g. <Go to={example.configuration} /></Fact>)}
      {dft.length > 1 && <Fact name="To DFT, in this order"><DftPicks answer={answer} /></Fact>}
    </dl>
  )
}

function DftPicks({ answer: { dft } }: { readonly answer: PairAnswer }): React.JSX.Element {
  const markAll = useResultsView((s) => s.markAll)
  const gain = dft.at(-1)!.gain
  return (
    <>
      {dft.map(({ configuration }, k) => <span key={configuration}>{k > 0 && ', '}<Go to={configuration} /></span>)}
      {gain === null ? '; by energy, since there are no error bars' : `; the lowest true energy is expected to come out ${energyFixed(gain, 3)} ${energyUnit()} lower than by trusting the potential`}{' '}
      <Button kind="quiet" onClick={() => markAll(dft.map(({ configuration }) => configuration))}>Mark them</Button>
    </>
  )
}

const fatesText = ({ relaxed, anomalous, failed, merged, sameStart, notNeeded }: PairAnswer['counts']): string =>
  ([[relaxed, 'relaxed'], [anomalous, 'with anomalies'], [failed, 'failed'], [merged, 'merged into a known minimum'], [sameStart, 'from the same place as another'], [notNeeded, 'not needed']] as const)
    .flatMap(([n, what]) => (n > 0 ? [`${count(n)} ${what}`] : []))
    .join(', ')

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }): React.JSX.Element {
  return <div><dt>{name}</dt><dd>{children}</dd></div>
}

function Go({ to }: { readonly to: string }): React.JSX.Element {
  return <button type="button" className="link mono" onClick={() => select(to)}>{to.slice(to.lastIndexOf('/') + 1)}</button>
}
