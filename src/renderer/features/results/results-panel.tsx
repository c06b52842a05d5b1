/** Step 6: the ranking, as a table, as pictures and as plots, and what is known of the selected configuration. */
import { Download, Upload } from 'lucide-react'
import { lazy, Suspense, useEffect } from 'react'
import type { RunResults } from '../../../contract/host-api'
import { useCampaign } from '../../state/campaign'
import { useHost } from '../../state/host'
import { useView } from '../../state/view-store'
import { Button, EmptyState, Spinner } from '../../ui/controls'
import { count, plural } from '../../ui/format'
import { Panel } from '../../ui/panel'
import { AnswerCard } from './answer-card'
import { ColumnChooser } from './column-chooser'
import { Evidence } from './evidence'
import { Filters } from './filters'
import { followViews } from './follow-views'
import { GalleryOptions } from './gallery-options'
import { PlotOptions, PlotPanel } from './plot-panel'
import { ResultsTable } from './results-table'
import { useResultsView, type ResultsTab } from './results-store'
import { SelectionBar } from './selection-bar'
import { ResultRowsContext, useResultRows } from './use-result-rows'
import { ViewsMenu } from './views-menu'

// The thumbnails need three.js, the larger half of the program.
const Gallery = lazy(() => import('./gallery').then((m) => ({ default: m.Gallery })))

export function ResultsPanel(): React.JSX.Element {
  const results = useCampaign((s) => s.results)
  const go = useView((s) => s.go)
  const host = useHost()
  useEffect(() => followViews(host), [host])
  if (!results) {
    return (
      <Panel title="Results">
        <EmptyState title="No results yet">
          <p>Start a run, or open a project from the first step. Configurations appear here as they finish.</p>
          <Button onClick={() => go('run')}>Go to the run</Button>
        </EmptyState>
      </Panel>
    )
  }
  return <Results results={results} />
}

const TABS: readonly (readonly [ResultsTab, string])[] = [['table', 'Table'], ['gallery', 'Gallery'], ['plot', 'Plot']]

function Results({ results }: { readonly results: RunResults }): React.JSX.Element {
  const show = useView((s) => s.show)
  const go = useView((s) => s.go)
  const { tab, setTab } = useResultsView()
  const openRun = useResultsView((s) => s.openRun)
  const shared = useResultRows(results)
  const run = `${results.run.id} ${results.run.created}`
  useEffect(() => openRun(run), [openRun, run])
  const done = results.rows.filter((r) => r.configuration.state === 'done').length
  const ranked = results.rows.filter((r) => r.rank !== null).length
  const skipped = results.rows.filter((r) => r.configuration.state === 'skipped').length
  const hidden = shared.all.length - shared.rows.length
  return (
    <ResultRowsContext value={shared}>
      <Panel
        title="Results"
        lead={`${plural(done, 'configuration')} relaxed, ${count(ranked)} of them ranked${skipped > 0 ? `; ${count(skipped)} skipped, with their reason` : ''}.${hidden > 0 ? ` ${count(shared.rows.length)} shown.` : ''}`}
        actions={<><Button icon={Upload} onClick={() => go('reliability')}>Import DFT</Button><Button icon={Download} disabled={done === 0} onClick={() => show('export')}>Export</Button></>}
        footer={<Evidence />}
      >
        <div className="results-bar">
          <div className="segmented" role="group" aria-label="Results as">
            {TABS.map(([name, title]) => <button key={name} type="button" aria-pressed={tab === name} onClick={() => setTab(name)}>{title}</button>)}
          </div>
          <ViewsMenu />
          {tab === 'table' && <ColumnChooser />}
          {tab === 'gallery' && <GalleryOptions />}
          {tab === 'plot' && <PlotOptions />}
        </div>
        <div className="results-bar filters"><Filters /></div>
        {shared.references > 1 && <p className="warning">These energies have {shared.references} different references. They are not ranked together.</p>}
        <AnswerCard />
        <SelectionBar />
        {tab === 'table' && <ResultsTable />}
        {tab === 'gallery' && <Suspense fallback={<Spinner label="Preparing the pictures" />}><Gallery /></Suspense>}
        {tab === 'plot' && <PlotPanel />}
      </Panel>
    </ResultRowsContext>
  )
}
