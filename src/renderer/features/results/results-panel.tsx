/** Step 6: the ranking, as a table and as a plot, and what is known of the selected configuration. */
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { useCampaign } from '../../state/campaign'
import { useView } from '../../state/view-store'
import { Button, EmptyState, Menu } from '../../ui/controls'
import { count, plural } from '../../ui/format'
import { Panel } from '../../ui/panel'
import { RankedPlot } from '../../plots/ranked-plot'
import { Evidence } from './evidence'
import { ResultsTable } from './results-table'
import { useResultsView } from './results-store'
import { distinct, filterRows, sortRows, rowReference } from './rows'

export function ResultsPanel(): React.JSX.Element {
  const results = useCampaign((s) => s.results)
  const go = useView((s) => s.go)
  const show = useView((s) => s.show)
  const { tab, setTab, filter, sort } = useResultsView()
  const rows = useMemo(() => sortRows(filterRows(results?.rows ?? [], filter), sort), [results, filter, sort])
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
  const references = distinct(results.rows.map(rowReference).filter(Boolean)).length
  const done = results.rows.filter((r) => r.configuration.state === 'done').length
  return (
    <Panel
      title="Results"
      lead={`${plural(done, 'configuration')} relaxed, ${count(results.rows.filter((r) => r.rank !== null).length)} of them ranked.`}
      actions={<Button icon={Download} disabled={done === 0} onClick={() => show('export')}>Export</Button>}
      footer={<Evidence />}
    >
      <div className="results-bar">
        <div className="segmented" role="group" aria-label="Results as">
          <button type="button" aria-pressed={tab === 'table'} onClick={() => setTab('table')}>Table</button>
          <button type="button" aria-pressed={tab === 'plot'} onClick={() => setTab('plot')}>Plot</button>
        </div>
        <Filters />
      </div>
      {references > 1 && <p className="warning">These energies have {references} different references. They are not ranked together.</p>}
      {tab === 'table' ? <ResultsTable rows={rows} /> : <RankedPlot rows={rows} />}
    </Panel>
  )
}

function Filters(): React.JSX.Element {
  const results = useCampaign((s) => s.results)
  const { filter, setFilter } = useResultsView()
  const rows = results?.rows ?? []
  const all = (name: string, values: readonly string[]): readonly (readonly [string, string, boolean])[] => [['', name, false], ...distinct(values).map((v) => [v, v, false] as const)]
  return (
    <>
      <input type="search" aria-label="Filter the results" placeholder="Filter" value={filter.text} onChange={(event) => setFilter({ text: event.target.value })} />
      <Menu label="Material" value={filter.material} options={all('All materials', rows.map((r) => r.configuration.material))} onChange={(material) => setFilter({ material })} />
      <Menu label="Adsorbate" value={filter.adsorbate} options={all('All adsorbates', rows.map((r) => r.configuration.adsorbate))} onChange={(adsorbate) => setFilter({ adsorbate })} />
      <Menu
        label="Outcome"
        value={filter.show}
        options={[['all', 'All outcomes', false], ['ranked', 'Ranked only', false], ['anomalous', 'With anomalies', false], ['failed', 'Failed', false]]}
        onChange={(show) => setFilter({ show })}
      />
    </>
  )
}
