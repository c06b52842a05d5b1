/** SHA-256 (FIPS 180-4) of bytes, in pure code: identities are computed where there is no node:crypto and no Web Crypto. */

const K = firstPrimes(64).map((p) => fractionBits(Math.cbrt(p)))
const H0 = firstPrimes(8).map((p) => fractionBits(Math.sqrt(p)))

/** The first 32 bits of the fraction, as the standard defines its constants. */
function fractionBits(x: number): number {
  return ((x - Math.floor(x)) * 0x1_0000_0000) | 0
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n)
  return primes
}

/** Lower-case hexadecimal digest, 64 characters. */
export function sha256(bytes: Uint8Array): string {
  const hash = Int32Array.from(H0)
  const w = new Int32Array(64)
  const whole = bytes.length - (bytes.length % 64)
  for (let at = 0; at < whole; at += 64) block(hash, w, bytes, at)
  const tail = padding(bytes, whole)
  for (let at = 0; at < tail.length; at += 64) block(hash, w, tail, at)
  return Array.from(hash, (h) => (h >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The last incomplete block with the mark and the bit length: 64 or 128 bytes. */
function padding(bytes: Uint8Array, from: number): Uint8Array {
  const rest = bytes.length - from
  const out = new Uint8Array(rest < 56 ? 64 : 128)
  out.set(bytes.subarray(from))
  out[rest] = 0x80
  const view = new DataView(out.buffer)
  view.setUint32(out.length - 8, Math.floor(bytes.length / 0x2000_0000))
  view.setUint32(out.length - 4, (bytes.length << 3) >>> 0)
  return out
}

function block(hash: Int32Array, w: Int32Array, bytes: Uint8Array, at: number): void {
  const rotr = (x: number, n: number): number => (x >>> n) | (x << (32 - n))
  for (let i = 0; i < 16; i++) {
    const p = at + 4 * i
    w[i] = (bytes[p]! << 24) | (bytes[p + 1]! << 16) | (bytes[p + 2]! << 8) | bytes[p + 3]!
  }
  for (let i = 16; i < 64; i++) {
    const [x, y] = [w[i - 15]!, w[i - 2]!]
    const s0 = rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3)
    const s1 = rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10)
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0
    const t2 = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  ;[a, b, c, d, e, f, g, h].forEach((v, i) => (hash[i] = (hash[i]! + v) | 0))
}

/** UTF-8 bytes of a text; TextEncoder is not part of the language, so it is written out. */
export function utf8(text: string): Uint8Array {
  const out: number[] = []
  for (const character of text.toWellFormed()) {
    const c = character.codePointAt(0)!
    if (c < 0x80) out.push(c)
    else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63))
    else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63))
    else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63))
  }
  return Uint8Array.from(out)
}
