/** What can be done with the marked configurations. */
import { Copy, Download, X } from 'lucide-react'
import { useCampaign } from '../../state/campaign'
import { useView } from '../../state/view-store'
import { Button } from '../../ui/controls'
import { count } from '../../ui/format'
import { chosenRows, copyRows } from './grid-keys'
import { useResultsView } from './results-store'
import { useRows } from './use-result-rows'

export function SelectionBar(): React.JSX.Element | null {
  const { rows } = useRows()
  const { marked, unmarkAll } = useResultsView()
  const show = useView((s) => s.show)
  if (marked.size === 0) return null
  const hidden = marked.size - rows.filter((r) => marked.has(r.configuration.id)).length
  return (
    <div className="selection-bar" role="group" aria-label="Marked configurations">
      <span className="num" role="status">
        {count(marked.size)} marked{hidden > 0 && <span className="muted">, {count(hidden)} of them hidden by the filter</span>}
      </span>
      <Button kind="quiet" icon={Copy} disabled={hidden === marked.size} title="Copies the rows that are shown, tab-separated (Ctrl+C)" onClick={() => copyRows(chosenRows(rows, useCampaign.getState().selected))}>Copy</Button>
      <Button kind="quiet" icon={Download} onClick={() => show('export')}>Export</Button>
      <Button kind="quiet" icon={X} onClick={unmarkAll}>Clear</Button>
    </div>
  )
}
