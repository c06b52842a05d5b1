/** The plots of the results; each point selects its configuration. */
import { RankedPlot } from '../../plots/ranked-plot'
import { SuccessPlot } from '../../plots/success-plot'
import { useCampaign } from '../../state/campaign'
import { useResultsView, type PlotKind } from './results-store'
import { useRows } from './use-result-rows'

const PLOTS: readonly (readonly [PlotKind, string])[] = [['ranked', 'Ranked energies'], ['success', 'Success over budget']]

export function PlotPanel(): React.JSX.Element {
  const { rows } = useRows()
  const seed = useCampaign((s) => s.results?.run.settings.seed ?? 0)
  const plot = useResultsView((s) => s.plot)
  return plot === 'ranked' ? <RankedPlot rows={rows} /> : <SuccessPlot rows={rows} seed={seed} />
}

export function PlotOptions(): React.JSX.Element {
  const { plot, setPlot } = useResultsView()
  return (
    <div className="segmented" role="group" aria-label="Plot of">
      {PLOTS.map(([kind, title]) => <button key={kind} type="button" aria-pressed={plot === kind} onClick={() => setPlot(kind)}>{title}</button>)}
    </div>
  )
}
