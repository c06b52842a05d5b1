/** The few controls everything is made of. Native elements throughout: keyboard and screen readers come with them. */
import type { LucideIcon } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { numberError } from './number-error'

interface IconButtonProps {
  readonly label: string
  readonly icon: LucideIcon
  readonly onClick: () => void
  readonly pressed?: boolean
  readonly disabled?: boolean
}

export function IconButton({ label, icon: Icon, onClick, pressed, disabled }: IconButtonProps): React.JSX.Element {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} aria-pressed={pressed} onClick={onClick} disabled={disabled}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}

interface ButtonProps {
  readonly children: ReactNode
  readonly onClick?: () => void
  readonly kind?: 'primary' | 'plain' | 'quiet'
  readonly disabled?: boolean
  readonly icon?: LucideIcon
  readonly submit?: boolean
  readonly title?: string
}

export function Button({ children, onClick, kind = 'plain', disabled, icon: Icon, submit, title }: ButtonProps): React.JSX.Element {
  return (
    <button type={submit ? 'submit' : 'button'} className={`button ${kind}`} onClick={onClick} disabled={disabled} title={title}>
      {Icon && <Icon size={15} strokeWidth={1.9} aria-hidden="true" />}
      {children}
    </button>
  )
}

interface MenuProps<T extends string> {
  readonly id?: string
  readonly label: string
  readonly value: T
  readonly options: readonly (readonly [value: T, label: string, disabled: boolean])[]
  readonly onChange: (value: T) => void
}

/** A select whose label is for screen readers: the chosen option says the rest. */
export function Menu<T extends string>({ id, label, value, options, onChange }: MenuProps<T>): React.JSX.Element {
  return (
    <select id={id} className="menu" aria-label={label} title={label} value={value} onChange={(event) => onChange(event.target.value as T)}>
      {options.map(([option, text, disabled]) => (
        <option key={option} value={option} disabled={disabled}>
          {text}
        </option>
      ))}
    </select>
  )
}

interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | null
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby': string | undefined; readonly 'aria-invalid': boolean | undefined }) => ReactNode
}

/** A labelled control with its hint or what is wrong with it. */
export function Field({ label, hint, error, children }: FieldProps): React.JSX.Element {
  const id = useId()
  const described = hint || error ? `${id}-note` : undefined
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-control">
        {children({ id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined })}
        {described && (
          <small id={described} className={error ? 'wrong' : undefined}>
            {error ?? hint}
          </small>
        )}
      </div>
    </div>
  )
}

interface NumberFieldProps {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step?: number
  readonly unit?: string
  readonly hint?: ReactNode
  readonly onChange: (value: number) => void
}

/** A number with its unit. What is typed is kept as text until it is a number in range; only such numbers are passed on. */
export function NumberField({ label, value, min, max, step = 1, unit, hint, onChange }: NumberFieldProps): React.JSX.Element {
  // The text belongs to one value: when undo or redo changes the value, the text follows.
  const [draft, setDraft] = useState({ text: String(value), of: value })
  const text = draft.of === value ? draft.text : String(value)
  const error = numberError(text, min, max, Number.isInteger(step))
  const change = (next: string): void => {
    const valid = numberError(next, min, max, Number.isInteger(step)) === null
    setDraft({ text: next, of: valid ? Number(next) : value })
    if (valid) onChange(Number(next))
  }
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <span className="with-unit">
          <input {...ids} type="text" inputMode="decimal" className="number" value={text} onChange={(event) => change(event.target.value)} onBlur={() => error !== null && setDraft({ text: String(value), of: value })} />
          {unit && <span className="unit">{unit}</span>}
        </span>
      )}
    </Field>
  )
}

/** Placeholder of a list or view that has nothing to show yet. */
export function EmptyState({ title, children }: { readonly title: string; readonly children?: ReactNode }): React.JSX.Element {
  return (
    <div className="empty-state">
      <h3>{title}</h3>
      {children}
    </div>
  )
}

export function Spinner({ label }: { readonly label: string }): React.JSX.Element {
  return (
    <p className="spinner" role="status">
      <i aria-hidden="true" />
      {label}
    </p>
  )
}
