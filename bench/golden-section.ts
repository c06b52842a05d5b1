/** Golden-section search (Kiefer, Proc. Am. Math. Soc. 4, 502 (1953)): where a function with one minimum in [low, high] is least, within `tolerance`. */
export async function leastBetween(low: number, high: number, tolerance: number, value: (x: number) => Promise<number>): Promise<number> {
  const golden = (Math.sqrt(5) - 1) / 2
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)]
  let [ofLeft, ofRight] = [await value(left), await value(right)]
  while (high - low > tolerance) {
    if (ofLeft < ofRight) {
      ;[high, right, ofRight] = [right, left, ofLeft]
      left = high - golden * (high - low)
      ofLeft = await value(left)
    } else {
      ;[low, left, ofLeft] = [left, right, ofRight]
      right = low + golden * (high - low)
      ofRight = await value(right)
    }
  }
  return (low + high) / 2
}
