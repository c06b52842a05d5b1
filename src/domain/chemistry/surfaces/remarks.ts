/** What a user should hear of a structure that is taken as a bulk before surfaces are cut from it. */
import type { Structure } from '../../structure/structure'
import { findBonds } from '../connectivity'
import { emptySpaces } from './custom'

/** Å: more than the gap between layers of a crystal (graphite 3.35, MoS2 3.0), less than what counts as vacuum without being asked */
const WIDE = 4

/** One sentence each; none for an ordinary crystal. */
export function bulkRemarks(s: Structure): string[] {
  const wide = emptySpaces(s).flatMap((width, axis) => (width >= WIDE ? [`${width.toFixed(1)} Å along ${'abc'[axis]}`] : []))
  if (wide.length > 0) return [`taken as a bulk crystal, though there is empty space: ${wide.join(', ')}. If it is a slab, say so, and along which axis its vacuum lies`]
  return isMolecular(s) ? ['it consists of separate molecules: surfaces are cut by layers of atoms, through molecules where they lie across'] : []
}

/** Whether no bonds lead from an atom to an image of itself, and some atoms are bonded: molecules, no network. */
export function isMolecular(s: Structure): boolean {
  const bonds = findBonds(s)
  const links = new Map<number, { readonly to: number; readonly shift: readonly number[] }[]>()
  const link = (from: number, to: number, shift: readonly number[]): void => void links.set(from, [...(links.get(from) ?? []), { to, shift }])
  for (const { i, j, shift } of bonds) {
    link(i, j, shift)
    link(j, i, shift.map((k) => -k))
  }
  const cellOf = new Map<number, readonly number[]>()
  for (const start of links.keys()) {
    if (cellOf.has(start)) continue
    cellOf.set(start, [0, 0, 0])
    const open = [start]
    for (let from = open.pop(); from !== undefined; from = open.pop()) {
      const here = cellOf.get(from)!
      for (const { to, shift } of links.get(from) ?? []) {
        const there = here.map((k, q) => k + shift[q]!)
        const known = cellOf.get(to)
        if (known === undefined) {
          cellOf.set(to, there)
          open.push(to)
        } else if (known.some((k, q) => k !== there[q])) return false
      }
    }
  }
  return bonds.length > 0
}
