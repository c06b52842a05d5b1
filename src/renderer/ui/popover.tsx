/** A button and the panel that it opens: the browser's own popover, which closes on Escape and on a click outside and gives the focus back. */
import type { LucideIcon } from 'lucide-react'
import { useId, useRef, useState, type ReactNode } from 'react'

interface PopoverProps {
  /** accessible name of button and panel */
  readonly label: string
  /** what the button shows */
  readonly button: ReactNode
  readonly icon?: LucideIcon
  readonly className?: string
  /** drawn only while open */
  readonly children: (close: () => void) => ReactNode
}

const GAP = 4
const MARGIN = 8

export function Popover({ label, button, icon: Icon, className = '', children }: PopoverProps): React.JSX.Element {
  const id = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const close = (): void => document.getElementById(id)?.hidePopover()
  const onToggle = (event: React.ToggleEvent<HTMLDivElement>): void => {
    const opened = event.newState === 'open'
    setOpen(opened)
    // the content is there after this render
    if (opened) requestAnimationFrame(() => place(opener.current, panel.current))
  }
  return (
    <>
      <button ref={opener} type="button" className={`button plain opens ${className}`} popoverTarget={id} aria-label={label} aria-haspopup="dialog" aria-expanded={open} title={label}>
        {Icon && <Icon size={15} strokeWidth={1.9} aria-hidden="true" />}
        {button}
      </button>
      <div ref={panel} id={id} popover="auto" role="dialog" aria-label={label} className="popover" onToggle={onToggle}>
        {open && children(close)}
      </div>
    </>
  )
}

/** Below the button and inside the window; the first field or button of the panel takes the focus. */
function place(opener: HTMLElement | null, panel: HTMLElement | null): void {
  if (!opener || !panel?.matches(':popover-open')) return
  const { left, bottom } = opener.getBoundingClientRect()
  panel.style.left = `${Math.max(MARGIN, Math.min(left, window.innerWidth - panel.offsetWidth - MARGIN))}px`
  panel.style.top = `${bottom + GAP}px`
  panel.style.maxHeight = `${Math.max(120, window.innerHeight - bottom - GAP - MARGIN)}px`
  panel.querySelector<HTMLElement>('[data-autofocus], input, button')?.focus()
}
