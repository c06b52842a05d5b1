/** Step 3: what is put on the surfaces. */
import { Search, X } from 'lucide-react'
import { useState } from 'react'
import type { Adsorbate } from '../../../domain/chemistry/types'
import { usePreviews } from '../../state/previews'
import { editSetup, useSetup } from '../../state/setup-store'
import { useView } from '../../state/view-store'
import { EmptyState, Spinner } from '../../ui/controls'
import { plural } from '../../ui/format'
import { ErrorPanel } from '../../ui/notices'
import { Panel } from '../../ui/panel'
import { searchAdsorbates } from './adsorbate-search'
import { MoleculeDrawing } from './molecule-drawing'
import { PlacementPager } from './placement-pager'

export function AdsorbatesPanel(): React.JSX.Element {
  const { adsorbates: chosen } = useSetup()
  const { adsorbates } = usePreviews()
  const [text, setText] = useState('')
  const found = searchAdsorbates(adsorbates.data ?? [], text)
  return (
    <Panel title="Adsorbates" lead={chosen.length === 0 ? 'Choose one or more. The binding atom is ringed.' : `${plural(chosen.length, 'adsorbate')} chosen.`} next={{ step: 'settings', label: 'Settings' }} footer={<PlacementPager />}>
      <div className="search-field">
        <Search size={14} aria-hidden="true" />
        <input type="search" aria-label="Search adsorbates" placeholder="Name, formula or SMILES: CO, OH, C2H4, *N" value={text} onChange={(event) => setText(event.target.value)} />
      </div>
      {chosen.length > 0 && (
        <ul className="chosen" aria-label="Chosen adsorbates">
          {chosen.map((id) => (
            <li key={id}>
              <button type="button" className="chip removable" aria-label={`Remove ${id}`} onClick={() => editSetup({ kind: 'toggle-adsorbate', id })}>
                {id} <X size={12} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {adsorbates.loading && <Spinner label="Reading the adsorbates" />}
      {adsorbates.error !== undefined && <ErrorPanel error={adsorbates.error} doing="Reading the adsorbates" retry={adsorbates.retry} />}
      {adsorbates.data && found.length === 0 && <EmptyState title={`Nothing is called “${text}”`}><p>The library holds {adsorbates.data.length} adsorbates, named as in OC20.</p></EmptyState>}
      <ul className="molecules" aria-label="Adsorbates">
        {found.map((a) => <MoleculeCard key={a.id} adsorbate={a} chosen={chosen.includes(a.id)} />)}
      </ul>
    </Panel>
  )
}

function MoleculeCard({ adsorbate, chosen }: { readonly adsorbate: Adsorbate; readonly chosen: boolean }): React.JSX.Element {
  const patch = useView((s) => s.patch)
  const choose = (): void => {
    editSetup({ kind: 'toggle-adsorbate', id: adsorbate.id })
    patch({ adsorbate: adsorbate.id, placement: 0 })
  }
  return (
    <li>
      <button type="button" className="molecule-card" aria-pressed={chosen} aria-label={adsorbate.id} title={adsorbate.smiles} onClick={choose} onFocus={() => patch({ adsorbate: adsorbate.id, placement: 0 })}>
        <MoleculeDrawing adsorbate={adsorbate} />
        <strong>{adsorbate.id}</strong>
        <small>{adsorbate.smiles}</small>
      </button>
    </li>
  )
}
