/** Failures and news, in the corner: title, what happened, what to do, one button. */
import { CircleAlert, Info, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useView, type Notice } from '../state/view-store'
import { Button, IconButton } from './controls'
import { ACTION_LABELS, errorReport, errorText } from './error-text'
import { useErrorAction } from './error-actions'

export function Notices(): React.JSX.Element {
  const notices = useView((s) => s.notices)
  return (
    <div className="notices" role="region" aria-label="Notices" aria-live="polite">
      {notices.map((notice) => (notice.error === undefined ? <News key={notice.id} notice={notice} /> : <Failure key={notice.id} notice={notice} />))}
    </div>
  )
}

/** Long enough to read a line twice. */
const NEWS_MS = 8000

/** News goes by itself, so that it does not cover what lies under it; not while it is pointed at or has the focus. Failures stay. */
function News({ notice }: { readonly notice: Notice }): React.JSX.Element {
  const dismiss = useView((s) => s.dismiss)
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return undefined
    const timer = setTimeout(() => dismiss(notice.id), NEWS_MS)
    return () => clearTimeout(timer)
  }, [held, dismiss, notice.id])
  return (
    <div className="notice" onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <Info size={16} aria-hidden="true" />
      <p>{notice.text}</p>
      <IconButton label="Dismiss" icon={X} onClick={() => dismiss(notice.id)} />
    </div>
  )
}

function Failure({ notice }: { readonly notice: Notice }): React.JSX.Element {
  const dismiss = useView((s) => s.dismiss)
  return (
    <div className="notice failure" role="alert">
      <CircleAlert size={16} aria-hidden="true" />
      <ErrorBody error={notice.error} doing={notice.doing} retry={notice.retry} done={() => dismiss(notice.id)} />
      <IconButton label="Dismiss" icon={X} onClick={() => dismiss(notice.id)} />
    </div>
  )
}

interface ErrorBodyProps {
  readonly error: unknown
  readonly doing?: string | undefined
  readonly retry?: (() => void) | undefined
  readonly done?: () => void
}

/** The text of an error with its button; used in notices and in place of what could not be shown. */
export function ErrorBody({ error, doing, retry, done }: ErrorBodyProps): React.JSX.Element {
  const { title, message, advice, details, action } = errorText(error)
  const act = useErrorAction()
  // Without a way to try again, the details are what the user can take away.
  const offered = action === 'retry' && !retry ? 'copy' : action
  return (
    <div className="error-body">
      <h3>{title}</h3>
      {doing && <p className="doing">{doing}</p>}
      <p>{message}</p>
      {details.length > 0 && (
        <dl>
          {details.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="advice">{advice}</p>
      {offered !== 'none' && (
        <Button
          onClick={() => {
            act(offered, retry, errorReport(error, doing))
            done?.()
          }}
        >
          {ACTION_LABELS[offered]}
        </Button>
      )}
    </div>
  )
}

/** An error in the place of what it kept from being shown. */
export function ErrorPanel(props: ErrorBodyProps): React.JSX.Element {
  return (
    <div className="error-panel" role="alert">
      <CircleAlert size={18} aria-hidden="true" />
      <ErrorBody {...props} />
    </div>
  )
}
