/** Special functions of statistics, to about 1e-14 relative unless said otherwise. */

const SQRT2 = Math.SQRT2
const SQRT_PI = Math.sqrt(Math.PI)

/** Error function: its Taylor series near zero, 1 - erfc beyond. */
export function erf(x: number): number {
  const a = Math.abs(x)
  if (a > 2) return Math.sign(x) * (1 - erfc(a))
  let term = a
  let sum = a
  for (let n = 1; n < 100 && Math.abs(term) > 1e-17 * sum; n++) {
    term *= (-a * a) / n
    sum += term / (2 * n + 1)
  }
  return (Math.sign(x) * 2 * sum) / SQRT_PI
}

/** Complementary error function; keeps its relative precision in the tail (continued fraction of Laplace, evaluated backwards). */
export function erfc(x: number): number {
  if (x < 2) return 1 - erf(x)
  if (x > 27) return 0
  let fraction = x
  for (let k = 60; k >= 1; k--) fraction = x + k / 2 / fraction
  return Math.exp(-x * x) / (SQRT_PI * fraction)
}

/** Standard normal cumulative distribution. */
export const normalCdf = (x: number): number => 0.5 * erfc(-x / SQRT2)

/** Inverse of `normalCdf`: the rational start of P. J. Acklam (2003), then one step of Halley. -Infinity at 0, Infinity at 1. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN
  if (p === 0) return -Infinity
  if (p === 1) return Infinity
  const x = acklam(p)
  const e = (normalCdf(x) - p) * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2)
  return x - e / (1 + (x * e) / 2)
}

function acklam(p: number): number {
  const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, c) => sum * x + c, 0)
  const c = [-7.784894002430293e-3, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783]
  const d = [7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1]
  const tail = (q: number): number => polynomial(c, q) / polynomial(d, q)
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(p)))
  if (p > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log1p(-p)))
  const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239]
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1]
  const q = p - 0.5
  return (q * polynomial(a, q * q)) / polynomial(b, q * q)
}

/** ln Gamma(x), x > 0: Lanczos with g = 7, n = 9. */
export function logGamma(x: number): number {
  const g = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
    1.5056327351493116e-7,
  ]
  const y = x - 1
  const t = y + 7.5
  const sum = g.slice(1).reduce((s, c, i) => s + c / (y + i + 1), g[0]!)
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** Regularised incomplete beta function I_x(a, b) by Lentz's continued fraction (Numerical Recipes 6.4); relative 1e-12. */
export function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  const guard = (v: number): number => (Math.abs(v) < tiny ? tiny : v)
  let c = 1
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / guard(1 + even * d)
    c = guard(1 + even / c)
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / guard(1 + odd * d)
    c = guard(1 + odd / c)
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return h
}

/** The x at which I_x(a, b) = p, by bisection to 1e-15. */
export function betaQuantile(p: number, a: number, b: number): number {
  let low = 0
  let high = 1
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (regularisedBeta(middle, a, b) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
