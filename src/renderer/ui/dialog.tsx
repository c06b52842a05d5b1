/** A modal dialog: the browser's own, which keeps the focus inside and gives it back. */
import { X } from 'lucide-react'
import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { useView } from '../state/view-store'
import { IconButton } from './controls'

interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  readonly className?: string
}

export function Dialog({ title, children, className = '' }: DialogProps): React.JSX.Element {
  const ref = useRef<HTMLDialogElement>(null)
  const close = useView((s) => s.show)
  // closed before it leaves the page: a dialog that is taken away while open gives no focus back
  useLayoutEffect(() => {
    const dialog = ref.current!
    if (!dialog.open) dialog.showModal()
    return () => dialog.close()
  }, [])
  return (
    <dialog
      ref={ref}
      className={`dialog ${className}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault()
        close(null)
      }}
      onClick={(event) => event.target === ref.current && close(null)}
    >
      <div className="dialog-body">
        <header>
          <h2>{title}</h2>
          <IconButton label="Close" icon={X} onClick={() => close(null)} />
        </header>
        {children}
      </div>
    </dialog>
  )
}
