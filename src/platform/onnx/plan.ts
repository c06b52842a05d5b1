/** Which structures go into one run together: bounded in number and in memory. */
import type { Structure } from '../../domain/structure/structure'

/**
 * Most atoms in one run of several structures. Measured with adatom-0 on fcc Pt (42 slots an atom): 0.23 MB an atom, 0.47 GB for 2,048
 * atoms; that stays far from the 2 GiB at which one allocation ends an Electron process.
 */
const MAX_ATOMS_PER_RUN = 2000

/** Consecutive groups of at most `perRun` structures and MAX_ATOMS_PER_RUN atoms; a structure larger than that goes alone. */
export function planRuns(structures: readonly Structure[], perRun: number): Structure[][] {
  const runs: Structure[][] = []
  let atoms = 0
  for (const s of structures) {
    const current = runs.at(-1)
    if (current === undefined || current.length >= perRun || atoms + s.numbers.length > MAX_ATOMS_PER_RUN) {
      runs.push([s])
      atoms = s.numbers.length
    } else {
      current.push(s)
      atoms += s.numbers.length
    }
  }
  return runs
}
