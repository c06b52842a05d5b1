/** Energy (linear) and largest force (logarithmic) over the frames of a relaxation; dragging or the arrow keys choose the frame. */
import { useMemo, useRef } from 'react'
import { energyFixed, energyUnit, fixed, forceText, forceUnit, inUnit } from '../ui/format'
import { useSize } from '../ui/use-size'
import { plotPath, range } from './plot-path'

interface RelaxationPlotProps {
  readonly energies: ArrayLike<number>
  readonly fmax: ArrayLike<number>
  readonly frame: number
  readonly target: number | null
  readonly onFrame: (frame: number) => void
  readonly onToggle: () => void
}

const LEFT = 52
const RIGHT = 52
const TOP = 8
const BOTTOM = 18
/** px, below which the long names of both lines would meet */
const NARROW = 400

export function RelaxationPlot({ energies, fmax, frame, target, onFrame, onToggle }: RelaxationPlotProps): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(box)
  const n = energies.length
  const drawing = useMemo(() => draw(energies, fmax, target, width, height), [energies, fmax, target, width, height])
  const frameFrom = (event: React.PointerEvent): number => {
    const bounds = event.currentTarget.getBoundingClientRect()
    const share = (event.clientX - bounds.left - LEFT) / Math.max(1, bounds.width - LEFT - RIGHT)
    return Math.round(Math.max(0, Math.min(1, share)) * (n - 1))
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const to = { ArrowLeft: frame - 1, ArrowRight: frame + 1, Home: 0, End: n - 1, PageUp: frame - 10, PageDown: frame + 10 }[event.key]
    if (event.key === ' ') onToggle()
    else if (to === undefined) return
    else onFrame(Math.max(0, Math.min(n - 1, to)))
    event.preventDefault()
  }
  const x = drawing.x(frame)
  return (
    <div
      ref={box}
      className="relaxation-plot"
      role="slider"
      tabIndex={0}
      aria-label="Frame of the relaxation"
      aria-valuemin={1}
      aria-valuemax={n}
      aria-valuenow={frame + 1}
      aria-valuetext={`Frame ${frame + 1} of ${n}, energy ${energyFixed((energies[frame] ?? 0) - drawing.lowest, 3)} ${energyUnit()} above the lowest, largest force ${forceText(fmax[frame] ?? 0)}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        onFrame(frameFrom(event))
      }}
      onPointerMove={(event) => event.buttons === 1 && onFrame(frameFrom(event))}
    >
      <svg width={width} height={height} aria-hidden="true">
        {drawing.target !== null && <line className="target" x1={LEFT} x2={width - RIGHT} y1={drawing.target} y2={drawing.target} />}
        <path className="fmax" d={drawing.fmax} />
        <path className="energy-line" d={drawing.energy} />
        <line className="cursor" x1={x} x2={x} y1={TOP} y2={height - BOTTOM} />
        <circle className="energy-dot" cx={x} cy={drawing.yEnergy(energies[frame] ?? 0)} r="3.5" />
        <circle className="fmax-dot" cx={x} cy={drawing.yForce(fmax[frame] ?? 0)} r="3.5" />
        <text className="axis energy-text" x={LEFT - 6} y={TOP + 8} textAnchor="end">{energyFixed(drawing.span, drawing.span < 1 ? 3 : 2)}</text>
        <text className="axis energy-text" x={LEFT - 6} y={height - BOTTOM} textAnchor="end">0 {energyUnit()}</text>
        <text className="axis fmax-text" x={width - RIGHT + 6} y={TOP + 8}>{drawing.forceHigh}</text>
        <text className="axis fmax-text" x={width - RIGHT + 6} y={height - BOTTOM}>{drawing.forceLow}</text>
        <text className="axis energy-text" x={LEFT} y={height - 4}>{width > NARROW ? 'energy above the lowest' : 'energy'}</text>
        <text className="axis fmax-text" x={width - RIGHT} y={height - 4} textAnchor="end">{`${width > NARROW ? 'largest force' : 'force'}, ${forceUnit()}${width > 480 && target !== null ? `, log; dashed: ${Number(inUnit(target).toPrecision(3))}` : ''}`}</text>
      </svg>
    </div>
  )
}

function draw(energies: ArrayLike<number>, fmax: ArrayLike<number>, target: number | null, width: number, height: number) {
  const n = energies.length
  const [low, high] = range(energies)
  const [weak, strong] = range(fmax)
  const floor = Math.max(1e-4, Math.min(weak, target ?? weak))
  const [logLow, logHigh] = [Math.log10(floor), Math.log10(Math.max(strong, floor * 10))]
  const x = (i: number): number => LEFT + (n > 1 ? i / (n - 1) : 0.5) * Math.max(1, width - LEFT - RIGHT)
  const y = (share: number): number => TOP + (1 - Math.max(0, Math.min(1, share))) * Math.max(1, height - TOP - BOTTOM)
  const yEnergy = (e: number): number => y(high > low ? (e - low) / (high - low) : 0)
  const yForce = (f: number): number => y((Math.log10(Math.max(f, floor)) - logLow) / (logHigh - logLow))
  const columns = Math.max(1, width - LEFT - RIGHT)
  return {
    x,
    yEnergy,
    yForce,
    energy: plotPath(energies, x, yEnergy, columns),
    fmax: plotPath(fmax, x, yForce, columns),
    target: target === null ? null : yForce(target),
    lowest: low,
    span: high - low,
    forceHigh: forceLabel(10 ** logHigh),
    forceLow: forceLabel(10 ** logLow),
  }
}

/** An end of the axis: two decimals, four below 0.01. */
const forceLabel = (force: number): string => fixed(inUnit(force), inUnit(force) < 0.01 ? 4 : 2)
