/** The directions of the cell vectors, in the corner of the view. Turned without rendering React anew. */
import { useImperativeHandle, useRef, type Ref } from 'react'

export interface AxesHandle {
  readonly turn: (axes: readonly (readonly [number, number])[]) => void
}

const LENGTH = 24
const NAMES = ['a', 'b', 'c'] as const

export function Axes({ ref }: { readonly ref: Ref<AxesHandle> }): React.JSX.Element {
  const svg = useRef<SVGSVGElement>(null)
  useImperativeHandle(ref, () => ({
    turn: (axes) => {
      svg.current?.querySelectorAll('g').forEach((g, i) => {
        const [x, y] = axes[i] ?? [0, 0]
        const [px, py] = [x * LENGTH, -y * LENGTH]
        g.querySelector('line')?.setAttribute('x2', px.toFixed(1))
        g.querySelector('line')?.setAttribute('y2', py.toFixed(1))
        g.querySelector('text')?.setAttribute('x', (px * 1.36).toFixed(1))
        g.querySelector('text')?.setAttribute('y', (py * 1.36).toFixed(1))
      })
    },
  }))
  return (
    <svg ref={svg} className="axes" viewBox="-40 -40 80 80" aria-hidden="true">
      {NAMES.map((name) => (
        <g key={name}>
          <line x1="0" y1="0" x2="0" y2="0" />
          <text textAnchor="middle" dominantBaseline="central">
            {name}
          </text>
        </g>
      ))}
    </svg>
  )
}
