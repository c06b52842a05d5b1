/** The command palette: type to narrow, arrows to choose, Enter to do. */
import { useId, useState } from 'react'
import { useHost } from '../../state/host'
import { useView } from '../../state/view-store'
import { Dialog } from '../../ui/dialog'
import { search } from './command-search'
import { commands, type Command } from './commands'
import { keyText } from './keys'
import { onMac } from './use-shortcuts'

export function Palette(): React.JSX.Element {
  const host = useHost()
  const show = useView((s) => s.show)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const found = search(commands(host).filter((c) => c.enabled && c.id !== 'palette'), text)
  const active = Math.min(at, found.length - 1)
  const run = (command: Command | undefined): void => {
    if (!command) return
    show(null)
    command.run()
  }
  return (
    <Dialog title="Search commands" className="palette">
      <input
        autoFocus
        type="text"
        role="combobox"
        aria-label="Search commands"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found[active] ? `${id}-${found[active].id}` : undefined}
        placeholder="What do you want to do?"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt(Math.min(active + 1, found.length - 1))
          else if (event.key === 'ArrowUp') setAt(Math.max(active - 1, 0))
          else if (event.key === 'Enter') run(found[active])
          else return
          event.preventDefault()
        }}
      />
      <ul id={id} role="listbox" aria-label="Commands">
        {found.map((command, i) => (
          <li
            key={command.id}
            id={`${id}-${command.id}`}
            role="option"
            aria-selected={i === active}
            ref={(element) => (i === active ? element?.scrollIntoView({ block: 'nearest' }) : undefined)}
            onPointerMove={() => setAt(i)}
            onClick={() => run(command)}
          >
            <span className="palette-section">{command.section}</span>
            <span>{command.title}</span>
            {command.keys[0] && <kbd>{keyText(command.keys[0], onMac)}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="muted pad">No command has these words.</p>}
    </Dialog>
  )
}
