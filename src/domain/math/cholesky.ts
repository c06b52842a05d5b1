/** Dense symmetric positive definite systems by Cholesky factorisation (Golub & Van Loan, Matrix Computations, 4th ed., 4.2). */

/**
 * Factorises A + shift I = L L^T into the lower triangle of `factor`. A is [n n] row-major; its lower triangle is read.
 * Returns false, with `factor` unusable, when the matrix is not positive definite.
 */
export function cholesky(a: Float64Array, n: number, shift: number, factor: Float64Array): boolean {
  for (let i = 0; i < n; i++) {
    const rowI = i * n
    for (let j = 0; j <= i; j++) {
      const rowJ = j * n
      let sum = a[rowI + j]!
      if (i === j) sum += shift
      for (let k = 0; k < j; k++) sum -= factor[rowI + k]! * factor[rowJ + k]!
      if (i !== j) factor[rowI + j] = sum / factor[rowJ + j]!
      else if (sum > 0 && Number.isFinite(sum)) factor[rowI + i] = Math.sqrt(sum)
      else return false
    }
  }
  return true
}

/** x with L x = b, in place of b. */
export function solveLower(factor: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * b[k]!
    b[i] = sum / factor[i * n + i]!
  }
  return b
}

/** x with L^T x = b, in place of b; the factor is read along its rows. */
export function solveUpper(factor: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = n - 1; i >= 0; i--) {
    b[i]! /= factor[i * n + i]!
    const x = b[i]!
    for (let k = 0; k < i; k++) b[k]! -= factor[i * n + k]! * x
  }
  return b
}

/** A x for a full [n n] row-major matrix. */
export function multiply(a: Float64Array, n: number, x: Float64Array): Float64Array {
  const out = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < n; j++) sum += a[i * n + j]! * x[j]!
    out[i] = sum
  }
  return out
}
