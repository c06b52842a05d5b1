/**
 * Seeded random numbers: xoshiro128** (Blackman & Vigna, ACM TOMS 47, 36 (2021), doi:10.1145/3460772), seeded by SplitMix32.
 * The same seed gives the same stream on every machine: integer arithmetic only.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number
  /** Uniform integer in [0, n). */
  integer(n: number): number
  /** Standard normal deviate (Box-Muller). */
  normal(): number
  /** Fisher-Yates shuffle in place; returns its argument. */
  shuffle<T>(items: T[]): T[]
}

/** A random stream from a number and any labels; streams of different labels are independent of each other. */
export function random(seed: number, ...labels: readonly (string | number)[]): Random {
  let mix = hash(`${seed}/${labels.join('/')}`)
  const split = (): number => {
    mix = (mix + 0x9e3779b9) | 0
    let z = mix
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  const s = new Uint32Array([split(), split(), split(), split()])
  const rotl = (x: number, k: number): number => ((x << k) | (x >>> (32 - k))) >>> 0
  const bits = (): number => {
    const result = Math.imul(rotl(Math.imul(s[1]!, 5) >>> 0, 7), 9) >>> 0
    const t = (s[1]! << 9) >>> 0
    s[2]! ^= s[0]!
    s[3]! ^= s[1]!
    s[1]! ^= s[2]!
    s[0]! ^= s[3]!
    s[2]! ^= t
    s[3] = rotl(s[3]!, 11)
    return result
  }
  const next = (): number => bits() / 4294967296
  const integer = (n: number): number => Math.floor(next() * n)
  return {
    next,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle: (items) => {
      for (let i = items.length - 1; i > 0; i--) {
        const j = integer(i + 1)
        ;[items[i], items[j]] = [items[j]!, items[i]!]
      }
      return items
    },
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h | 0
}
