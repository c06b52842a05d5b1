/** The frame of a step: title, what it is for, content, and the way on. */
import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Step } from '../state/view'
import { useView } from '../state/view-store'
import { Button } from './controls'

interface PanelProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly next?: { readonly step: Step; readonly label: string; readonly disabled?: boolean }
  readonly footer?: ReactNode
  readonly children: ReactNode
}

export function Panel({ title, lead, actions, next, footer, children }: PanelProps): React.JSX.Element {
  const go = useView((s) => s.go)
  return (
    <div className="panel-frame">
      <header className="panel-head">
        <div>
          <h1 tabIndex={-1}>{title}</h1>
          {lead && <p>{lead}</p>}
        </div>
        {actions && <div className="panel-actions">{actions}</div>}
      </header>
      <div className="panel-body">{children}</div>
      {(next || footer) && (
        <footer className="panel-foot">
          <div>{footer}</div>
          {next && (
            <Button kind="primary" disabled={next.disabled ?? false} onClick={() => go(next.step)}>
              {next.label}
              <ArrowRight size={15} aria-hidden="true" />
            </Button>
          )}
        </footer>
      )}
    </div>
  )
}
