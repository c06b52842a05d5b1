/** The bar between two panels: dragged with the pointer or moved with the arrow keys. */
import { useRef } from 'react'

interface SplitterProps {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly axis: 'x' | 'y'
  /** -1 where moving towards the origin makes the panel larger */
  readonly sign?: 1 | -1
  readonly onChange: (value: number) => void
}

export function Splitter({ label, value, min, max, axis, sign = 1, onChange }: SplitterProps): React.JSX.Element {
  const start = useRef<{ readonly at: number; readonly value: number } | null>(null)
  const clamp = (v: number): number => Math.round(Math.max(min, Math.min(max, v)))
  const along = (event: React.PointerEvent): number => (axis === 'x' ? event.clientX : event.clientY)
  const keys = axis === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
  return (
    <div
      className={`splitter ${axis}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={(event) => {
        start.current = { at: along(event), value }
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => start.current && onChange(clamp(start.current.value + sign * (along(event) - start.current.at)))}
      onPointerUp={() => (start.current = null)}
      onKeyDown={(event) => {
        const step = event.key === keys[0] ? -16 : event.key === keys[1] ? 16 : 0
        if (step === 0) return
        event.preventDefault()
        onChange(clamp(value + sign * step))
      }}
    />
  )
}
