/** Step 1: the structures of the campaign. */
import { FileUp, Trash2 } from 'lucide-react'
import type { ReadMaterial } from '../../../contract/host-api'
import type { SlabHandling } from '../../../contract/wire'
import type { Material } from '../../../domain/catalogue/records'
import { symbolOf } from '../../../domain/structure/elements'
import { useHost } from '../../state/host'
import { usePreviews } from '../../state/previews'
import { editSetup, useSetup } from '../../state/setup-store'
import { cellText } from '../../state/structure-math'
import { attempt, useView } from '../../state/view-store'
import { Button, IconButton, Menu } from '../../ui/controls'
import { plural } from '../../ui/format'
import { formulaText } from '../../ui/formula'
import { Panel } from '../../ui/panel'
import { chooseStructures } from './open-files'
import { StartPage } from './start-page'

export function MaterialsPanel(): React.JSX.Element {
  const host = useHost()
  const { materials } = useSetup()
  const chosen = useView((s) => s.material)
  const current = materials.find((m) => m.material.id === chosen) ?? materials.at(-1)
  const open = <Button icon={FileUp} onClick={() => void chooseStructures(host)}>Open files</Button>
  if (materials.length === 0) return <Panel title="Materials" lead="Bulk crystals, from which surfaces are cut, or slabs of your own." actions={open}><StartPage /></Panel>
  return (
    <Panel title="Materials" lead={`${plural(materials.length, 'structure')}. Surfaces are cut from bulk crystals; a slab is used as it is.`} actions={open} next={{ step: 'surfaces', label: 'Surfaces' }}>
      <ul className="cards" aria-label="Materials">
        {materials.map((m) => <MaterialCard key={m.material.id} read={m} current={m === current} />)}
      </ul>
      <StartPage compact />
    </Panel>
  )
}

const HANDLING: readonly (readonly [keyof typeof TURNED | '', string])[] = [
  ['', 'As found'], ['a', 'Vacuum along a'], ['b', 'Vacuum along b'], ['c', 'Vacuum along c'], ['top', 'Surface: top side'], ['bottom', 'Surface: bottom side'],
]
const TURNED: Readonly<Record<'a' | 'b' | 'c' | 'top' | 'bottom', SlabHandling>> = { a: { axis: 0 }, b: { axis: 1 }, c: { axis: 2 }, top: { side: 'top' }, bottom: { side: 'bottom' } }

/** Where the vacuum of a slab is, or which side is its surface, when what was found is not what is meant. Each choice turns the slab; undo turns it back. */
function SlabStanding({ material: { id, structure } }: { readonly material: Material }): React.JSX.Element {
  const host = useHost()
  const turn = async (choice: keyof typeof TURNED | ''): Promise<void> => {
    if (choice === '') return
    const turned = await attempt(`Turning ${id}`, () => host.standUp({ structure, handling: TURNED[choice] }))
    if (turned) editSetup({ kind: 'stand', id, structure: turned })
  }
  return <Menu label={`Vacuum and surface of ${id}`} value="" options={HANDLING.map(([value, label]) => [value, label, false] as const)} onChange={(choice) => void turn(choice)} />
}

function MaterialCard({ read, current }: { readonly read: ReadMaterial; readonly current: boolean }): React.JSX.Element {
  const { material, formula, spaceGroup, warnings } = read
  const patch = useView((s) => s.patch)
  const { about } = usePreviews()
  const model = about.data?.models.find((m) => m.name === about.data!.defaultModel)
  const unknown = model ? [...new Set(Array.from(material.structure.numbers, symbolOf))].filter((e) => !model.elements.includes(e)) : []
  return (
    <li className={`card selectable ${current ? 'current' : ''}`}>
      <button type="button" className="card-main" aria-pressed={current} onClick={() => patch({ material: material.id })}>
        <strong>{formulaText(material.id)}</strong>
        <span className="muted">
          {formulaText(formula)}
          {spaceGroup ? ` · ${spaceGroup}` : ''} · {plural(material.structure.numbers.length, 'atom')}
        </span>
        <span className="muted num">{cellText(material.structure)}</span>
        <span className="muted source">{material.source}</span>
      </button>
      <div className="card-side">
        <Menu label={`Role of ${material.id}`} value={material.role} options={[['bulk', 'Bulk', false], ['slab', 'Slab', false]]} onChange={(role) => editSetup({ kind: 'role', id: material.id, role })} />
        {material.role === 'slab' && <SlabStanding material={material} />}
        <IconButton label={`Remove ${material.id}`} icon={Trash2} onClick={() => editSetup({ kind: 'remove-material', id: material.id })} />
      </div>
      {[...warnings, ...(unknown.length > 0 ? [`The potential was not made for ${unknown.join(', ')}`] : [])].map((warning) => <p key={warning} className="warning">{warning}</p>)}
    </li>
  )
}
