/** Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan, Matrix Computations, 4th ed., 8.5). */

/** `values[k]` belongs to the column k of `vectors`; in no order. The matrix is rows of equal length, symmetric. */
export function symmetricEigen(matrix: readonly (readonly number[])[]): { readonly values: number[]; readonly vectors: number[][] } {
  const a = matrix.map((r) => [...r])
  const n = a.length
  const vectors = a.map((_, i) => a.map((__, j) => Number(i === j)))
  const scale = Math.max(...a.map((r) => Math.hypot(...r)), Number.MIN_VALUE)
  for (let sweep = 0; sweep < 50 && a.some((r, i) => r.some((v, j) => j > i && Math.abs(v) > 1e-15 * scale)); sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, p, q)
  }
  return { values: a.map((r, i) => r[i]!), vectors }
}

/** Makes a[p][q] zero. */
function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const off = a[p]![q]!
  if (off === 0) return
  const tau = (a[q]![q]! - a[p]![p]!) / (2 * off)
  const t = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.hypot(1, tau))
  const c = 1 / Math.hypot(1, t), s = t * c
  const mix = (x: number[], y: number[], i: number, j: number): void => {
    const [u, v] = [x[i]!, y[j]!]
    x[i] = c * u - s * v
    y[j] = s * u + c * v
  }
  for (const r of a) mix(r, r, p, q)
  a[p]!.forEach((_, k) => mix(a[p]!, a[q]!, k, k))
  for (const r of vectors) mix(r, r, p, q)
}
