/** A line the size of a word. */
interface SparklineProps {
  readonly values: readonly number[]
  readonly label: string
}

const WIDTH = 120
const HEIGHT = 24

export function Sparkline({ values, label }: SparklineProps): React.JSX.Element {
  // One spike of the first measurement does not flatten the rest.
  const median = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  const top = Math.max(1e-9, Math.min(Math.max(...values), 3 * median || Infinity))
  const points = values.map((v, i) => `${((i / Math.max(1, values.length - 1)) * WIDTH).toFixed(1)},${(HEIGHT - 1 - (Math.min(v, top) / top) * (HEIGHT - 3)).toFixed(1)}`).join(' ')
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {values.length > 1 && <polyline points={points} />}
    </svg>
  )
}
