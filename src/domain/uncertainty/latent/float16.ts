/** IEEE 754 half precision; the language's Float16Array is newer than the language level this is compiled for. */

/** Nearest half to a number, ties to even; beyond 65504 it saturates there instead of becoming infinite. */
export function encodeFloat16(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0
  const a = Math.abs(x)
  if (!(a < 65520)) return sign | (Number.isNaN(x) ? 0x7e00 : 0x7bff)
  if (a < 2 ** -14) return sign | roundEven(a * 2 ** 24)
  const exponent = Math.floor(Math.log2(a))
  const e = a >= 2 ** (exponent + 1) ? exponent + 1 : a < 2 ** exponent ? exponent - 1 : exponent
  return sign | (((e + 15) << 10) + roundEven((a / 2 ** e - 1) * 1024))
}

export function decodeFloat16(h: number): number {
  const exponent = (h >> 10) & 31
  const fraction = h & 1023
  const a = exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction === 0 ? Infinity : NaN) : (1 + fraction / 1024) * 2 ** (exponent - 15)
  return h & 0x8000 ? -a : a
}

function roundEven(x: number): number {
  const low = Math.floor(x)
  const rest = x - low
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low
}
