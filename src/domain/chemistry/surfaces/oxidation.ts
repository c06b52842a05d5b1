/**
 * Formal charges by a simple rule, for the Tasker type of a surface. A guess: shown with its name, never used in an energy.
 *
 * 1. An element alone has charge 0.
 * 2. The anion is the most electronegative non-metal present, in the order F O N Cl Br I S Se Te P As Sb C, with its lowest common
 *    charge. Other halogens and chalcogens present count as anions too when no oxygen or fluorine is there.
 * 3. Every other element takes one of its common positive charges, the same on all its atoms; the neutral combination made of the most
 *    common ones is chosen.
 * 4. Where none is neutral and there is one cation, it takes the mean charge that makes the crystal neutral, if that lies within its common
 *    charges (mixed valence: Fe3O4 gives +8/3).
 * Anything else, alloys above all, has no guess. O-O, S-S and other anion-anion bonds are not looked for: a peroxide or pyrite is
 * given the charges that balance it, or none.
 */
import { atomicNumberOf, symbolOf } from '../../structure/elements'
import { composition } from '../../structure/formula'

export type OxidationGuess =
  | { readonly kind: 'guessed'; /** atomic number -> formal charge, e */ readonly charges: ReadonlyMap<number, number> }
  | { readonly kind: 'unknown'; readonly reason: string }

/** Anions, most electronegative first, with their usual charge. */
const ANIONS: ReadonlyMap<string, number> = new Map(
  Object.entries({ F: -1, O: -2, N: -3, Cl: -1, Br: -1, I: -1, S: -2, Se: -2, Te: -2, P: -3, As: -3, Sb: -3, C: -4 }),
)
const SECOND_ANIONS = new Set(['Cl', 'Br', 'I', 'S', 'Se', 'Te'])

/** Common positive oxidation states, the most common first (Greenwood & Earnshaw, Chemistry of the Elements, 2nd ed., 1997). */
const CATIONS: Readonly<Record<string, readonly number[]>> = {
  H: [1], Li: [1], Na: [1], K: [1], Rb: [1], Cs: [1], Be: [2], Mg: [2], Ca: [2], Sr: [2], Ba: [2], Ra: [2],
  B: [3], Al: [3], Ga: [3, 1], In: [3, 1], Tl: [1, 3], C: [4, 2], Si: [4], Ge: [4, 2], Sn: [4, 2], Pb: [2, 4],
  N: [5, 3], P: [5, 3], As: [3, 5], Sb: [3, 5], Bi: [3, 5], S: [6, 4], Se: [4, 6], Te: [4, 6], Cl: [7, 5], Br: [5, 7], I: [5, 7],
  Sc: [3], Ti: [4, 3, 2], V: [5, 4, 3, 2], Cr: [3, 6, 4, 2], Mn: [2, 4, 3, 7, 6], Fe: [3, 2], Co: [2, 3, 4], Ni: [2, 3, 4], Cu: [2, 1, 3], Zn: [2],
  Y: [3], Zr: [4], Nb: [5, 4, 3, 2], Mo: [6, 4, 5, 3, 2], Tc: [7, 4], Ru: [4, 3, 8], Rh: [3, 4], Pd: [2, 4], Ag: [1, 2, 3], Cd: [2],
  Hf: [4], Ta: [5, 4], W: [6, 4, 5], Re: [7, 4, 6], Os: [4, 8], Ir: [4, 3], Pt: [2, 4], Au: [3, 1], Hg: [2, 1],
  La: [3], Ce: [4, 3], Pr: [3, 4], Nd: [3], Pm: [3], Sm: [3, 2], Eu: [3, 2], Gd: [3], Tb: [3, 4], Dy: [3], Ho: [3], Er: [3], Tm: [3], Yb: [3, 2], Lu: [3],
  Ac: [3], Th: [4], Pa: [5, 4], U: [6, 4, 5], Np: [5, 4], Pu: [4, 3], Am: [3],
}

/** Guesses formal charges from the composition alone. `numbers`: [n] atomic numbers of any whole number of formula units. */
export function guessOxidationStates(numbers: ArrayLike<number>): OxidationGuess {
  const counts = composition(numbers)
  if (counts.size === 0) return { kind: 'unknown', reason: 'there are no atoms' }
  if (counts.size === 1) return { kind: 'guessed', charges: new Map([[[...counts.keys()][0]!, 0]]) }
  const anions = anionsOf(counts)
  if (anions.size === 0) return { kind: 'unknown', reason: 'no element is an anion: an alloy has no formal charges' }
  const cations = [...counts.keys()].filter((z) => !anions.has(z))
  if (cations.length === 0) return { kind: 'unknown', reason: 'every element is an anion' }
  const negative = [...anions].reduce((sum, [z, q]) => sum + q * counts.get(z)!, 0)
  const chosen = balanced(cations, counts, -negative) ?? mixedValence(cations, counts, -negative)
  if (chosen === null) return { kind: 'unknown', reason: `no common oxidation states of ${cations.map(symbolOf).join(', ')} balance ${[...anions.keys()].map(symbolOf).join(', ')}` }
  return { kind: 'guessed', charges: new Map([...anions, ...chosen]) }
}

function anionsOf(counts: ReadonlyMap<number, number>): Map<number, number> {
  const present = [...ANIONS].filter(([symbol]) => counts.has(atomicNumberOf(symbol)!))
  const first = present[0]
  if (first === undefined) return new Map()
  const alone = first[0] === 'O' || first[0] === 'F'
  const chosen = present.filter(([symbol], i) => i === 0 || (!alone && SECOND_ANIONS.has(symbol)))
  return new Map(chosen.map(([symbol, charge]) => [atomicNumberOf(symbol)!, charge]))
}

/** One common state per element, summing to `total`; the combination with the lowest sum of ranks. */
function balanced(cations: readonly number[], counts: ReadonlyMap<number, number>, total: number): Map<number, number> | null {
  let best: { rank: number; charges: Map<number, number> } | null = null
  const visit = (i: number, rest: number, rank: number, charges: Map<number, number>): void => {
    const z = cations[i]
    if (z === undefined) {
      if (rest === 0 && (best === null || rank < best.rank)) best = { rank, charges }
      return
    }
    ;(CATIONS[symbolOf(z)] ?? []).forEach((q, k) => visit(i + 1, rest - q * counts.get(z)!, rank + k, new Map(charges).set(z, q)))
  }
  visit(0, total, 0, new Map())
  return (best as { charges: Map<number, number> } | null)?.charges ?? null
}

function mixedValence(cations: readonly number[], counts: ReadonlyMap<number, number>, total: number): Map<number, number> | null {
  const [z] = cations
  if (z === undefined || cations.length > 1) return null
  const states = CATIONS[symbolOf(z)] ?? []
  const mean = total / counts.get(z)!
  return states.length > 1 && mean > Math.min(...states) && mean < Math.max(...states) ? new Map([[z, mean]]) : null
}
