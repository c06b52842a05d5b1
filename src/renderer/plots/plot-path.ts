/** Lines of plots. */

/** Path through points; at most one point per pixel column, so that a long relaxation costs no more than a short one. */
export function plotPath(values: ArrayLike<number>, x: (i: number) => number, y: (v: number) => number, columns: number): string {
  const n = values.length
  const every = Math.max(1, Math.floor(n / Math.max(1, columns)))
  const parts: string[] = []
  for (let i = 0; i < n; i += every) parts.push(`${parts.length === 0 ? 'M' : 'L'}${x(i).toFixed(1)},${y(values[i]!).toFixed(1)}`)
  if ((n - 1) % every !== 0 && n > 0) parts.push(`L${x(n - 1).toFixed(1)},${y(values[n - 1]!).toFixed(1)}`)
  return parts.join('')
}

/** Smallest and largest finite value; [0, 1] where there is none. */
export function range(values: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!
    if (Number.isFinite(v)) [low, high] = [Math.min(low, v), Math.max(high, v)]
  }
  return low <= high ? [low, high] : [0, 1]
}
