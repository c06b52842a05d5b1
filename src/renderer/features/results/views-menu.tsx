/** Named ways of looking at the results: choose, save, change, delete. The default is always there. */
import { Bookmark, Check, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import { Button, IconButton } from '../../ui/controls'
import { Popover } from '../../ui/popover'
import { isChanged, useResultsView } from './results-store'
import { DEFAULT_NAME, nameError } from './saved-views'

export function ViewsMenu(): React.JSX.Element {
  const state = useResultsView()
  const name = state.view ?? DEFAULT_NAME
  const changed = isChanged(state)
  return (
    <Popover label={`View: ${name}${changed ? ', changed' : ''}`} icon={Bookmark} button={<span className="view-name">{name}{changed && <i title="Changed since it was saved" />}</span>}>
      {(close) => <ViewList close={close} changed={changed} />}
    </Popover>
  )
}

function ViewList({ close, changed }: { readonly close: () => void; readonly changed: boolean }): React.JSX.Element {
  const { views, view, chooseView, updateView, deleteView } = useResultsView()
  const pick = (name: string | null): void => {
    chooseView(name)
    close()
  }
  return (
    <>
      <ul className="view-list">
        {[null, ...views.map((v) => v.name)].map((name) => (
          <li key={name ?? ''}>
            <button type="button" aria-pressed={view === name} onClick={() => pick(name)}>
              <Check size={14} aria-hidden="true" />
              {name ?? <>Default <small className="muted">always here</small></>}
            </button>
            {name !== null && <IconButton label={`Delete the view ${name}`} icon={Trash2} onClick={() => deleteView(name)} />}
          </li>
        ))}
      </ul>
      {changed && (
        <div className="popover-foot">
          <Button kind="quiet" onClick={() => pick(view)}>Undo the changes</Button>
          {view !== null && <Button onClick={updateView}>Save to {view}</Button>}
        </div>
      )}
      <NewView close={close} />
    </>
  )
}

function NewView({ close }: { readonly close: () => void }): React.JSX.Element {
  const { views, saveView } = useResultsView()
  const id = useId()
  const [name, setName] = useState('')
  const [tried, setTried] = useState(false)
  const error = nameError(name, views)
  const save = (event: React.FormEvent): void => {
    event.preventDefault()
    setTried(true)
    if (error !== null) return
    saveView(name)
    close()
  }
  return (
    <form className="new-view" onSubmit={save}>
      <label htmlFor={id}>Save columns, order and filter as</label>
      <div>
        <input id={id} type="text" value={name} placeholder="Name" maxLength={60} aria-invalid={tried && error !== null ? true : undefined} aria-describedby={`${id}-note`} onChange={(event) => setName(event.target.value)} />
        <Button submit>Save</Button>
      </div>
      <small id={`${id}-note`} className="wrong" role="status">{tried ? error : ''}</small>
    </form>
  )
}
