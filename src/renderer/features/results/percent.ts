const THIN = '\u202f'

/** A probability from a finite number of draws: never '0 %' or '100 %'. */
export function percentText(p: number): string {
  if (p < 0.01) return `<1${THIN}%`
  return p > 0.99 ? `>99${THIN}%` : `${Math.round(100 * p)}${THIN}%`
}
