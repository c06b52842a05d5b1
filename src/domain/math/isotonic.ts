/** Isotonic regression: pool adjacent violators (Ayer et al., Ann. Math. Stat. 26, 641 (1955)). */

/**
 * The non-decreasing values nearest to `y` in weighted least squares.
 * `weights` are positive; all one when absent.
 */
export function isotonic(y: ArrayLike<number>, weights?: ArrayLike<number>): Float64Array {
  const level: number[] = []
  const weight: number[] = []
  const count: number[] = []
  for (let i = 0; i < y.length; i++) {
    level.push(y[i]!)
    weight.push(weights?.[i] ?? 1)
    count.push(1)
    while (level.length > 1 && level.at(-2)! > level.at(-1)!) pool(level, weight, count)
  }
  const out = new Float64Array(y.length)
  let at = 0
  level.forEach((value, k) => {
    out.fill(value, at, at + count[k]!)
    at += count[k]!
  })
  return out
}

/** Replaces the last two blocks by their weighted mean. */
function pool(level: number[], weight: number[], count: number[]): void {
  const [y, w, n] = [level.pop()!, weight.pop()!, count.pop()!]
  const k = level.length - 1
  const total = weight[k]! + w
  level[k] = (level[k]! * weight[k]! + y * w) / total
  weight[k] = total
  count[k]! += n
}
