/** Step 3: what is put on the surfaces. */
import { FileUp, Search } from 'lucide-react'
import { useState } from 'react'
import type { HostClient } from '../../../contract/host-api'
import type { Adsorbate } from '../../../domain/chemistry/types'
import { useHost } from '../../state/host'
import { usePreviews } from '../../state/previews'
import { currentSetup, editSetup, useSetup } from '../../state/setup-store'
import { attempt, useView } from '../../state/view-store'
import { Button, EmptyState, Spinner } from '../../ui/controls'
import { plural } from '../../ui/format'
import { formulaText } from '../../ui/formula'
import { ErrorPanel } from '../../ui/notices'
import { Panel } from '../../ui/panel'
import { chooseMolecules } from '../materials/open-files'
import { searchAdsorbates } from './adsorbate-search'
import { ChosenAdsorbates } from './chosen-adsorbates'
import { MoleculeDrawing } from './molecule-drawing'
import { PlacementPager } from './placement-pager'

export function AdsorbatesPanel(): React.JSX.Element {
  const host = useHost()
  const { adsorbates: chosen } = useSetup()
  const { adsorbates } = usePreviews()
  const [text, setText] = useState('')
  const found = searchAdsorbates(adsorbates.data ?? [], text)
  const typed = text.trim()
  const isKnown = typed === '' || chosen.includes(typed) || adsorbates.data?.some(({ id }) => id === typed) === true
  const add = async (): Promise<void> => {
    if (isKnown || !(await addTyped(host, typed))) return
    setText('')
  }
  return (
    <Panel
      title="Adsorbates"
      lead={chosen.length === 0 ? 'Choose one or more. The atom that binds is ringed.' : `${plural(chosen.length, 'adsorbate')} chosen, each placed by itself. Raise its number to place several at once.`}
      actions={<Button icon={FileUp} onClick={() => void chooseMolecules(host)}>Open a molecule</Button>}
      next={{ step: 'settings', label: 'Settings' }}
      footer={<PlacementPager />}
    >
      <form className="search-field" onSubmit={(event) => { event.preventDefault(); void add() }}>
        <Search size={14} aria-hidden="true" />
        <input type="search" aria-label="Search adsorbates" placeholder="Name, formula or SMILES: CO, *CCO, CO+2O" value={text} onChange={(event) => setText(event.target.value)} />
        {!isKnown && <Button submit>Add “{typed}”</Button>}
      </form>
      <ChosenAdsorbates />
      {adsorbates.loading && <Spinner label="Reading the adsorbates" />}
      {adsorbates.error !== undefined && <ErrorPanel error={adsorbates.error} doing="Reading the adsorbates" retry={adsorbates.retry} />}
      {adsorbates.data && found.length === 0 && <EmptyState title={`The library has no “${text}”`}><p>It holds {adsorbates.data.length} adsorbates, named as in OC20. Any other can be added as SMILES, with * for a bond to the surface, or from a file.</p></EmptyState>}
      <ul className="molecules" aria-label="Adsorbates">
        {found.map((a) => <MoleculeCard key={a.id} adsorbate={a} chosen={chosen.includes(a.id)} />)}
      </ul>
    </Panel>
  )
}

/** What was typed, if it is an adsorbate; otherwise a notice says why not. */
async function addTyped(host: HostClient, typed: string): Promise<boolean> {
  const made = await attempt(`Adding ${typed}`, () => host.adsorbate({ id: typed, molecules: currentSetup().knobs.molecules }))
  if (!made) return false
  const entry = made.members.length > 1 ? made.id : typed
  // what was chosen meanwhile stays
  editSetup({ kind: 'adsorbates', adsorbates: [...currentSetup().adsorbates, entry] })
  useView.getState().patch({ adsorbate: entry, placement: 0 })
  return true
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
        <strong>{formulaText(adsorbate.id)}</strong>
        <small>{adsorbate.smiles}</small>
      </button>
    </li>
  )
}
