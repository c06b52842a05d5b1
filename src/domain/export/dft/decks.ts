/** Decks for several candidates at once: one folder each, and an index that says which is which. */
import { assertNever, invalidInput } from '../../errors'
import { hillFormula } from '../../structure/formula'
import type { Structure } from '../../structure/structure'
import type { Calculation, DeckFile, DeckOrigin } from './deck'
import { espressoDeck, type EspressoOptions } from './espresso'
import { gpawDeck } from './gpaw'
import { vaspDeck } from './vasp'

/** What can be written, by the names of the command line and the app. */
export const DECK_CODES = ['vasp-oc20', 'vasp-oc22', 'espresso', 'gpaw'] as const
export type DeckCode = (typeof DECK_CODES)[number]

export interface DeckCandidate {
  readonly structure: Structure
  readonly origin: DeckOrigin
}

export interface DecksOptions {
  readonly code: DeckCode
  readonly calculation: Calculation
  /** Quantum ESPRESSO only */
  readonly pseudopotentials?: EspressoOptions['pseudopotentials']
  /** default: as each recipe has it */
  readonly freeze?: boolean
}

/**
 * The files of all decks, each under a folder named after its candidate, and `index.csv` (folder, id, formula, atoms, code,
 * calculation) in the order given. Throws InvalidInput where two candidates would share a folder, and for what single decks refuse.
 */
export function writeDecks(candidates: readonly DeckCandidate[], options: DecksOptions): DeckFile[] {
  const taken = new Map<string, string>()
  const lines = ['folder,id,formula,atoms,code,calculation']
  const files = candidates.flatMap(({ structure, origin }) => {
    const folder = folderName(origin.id)
    const other = taken.get(folder.toLowerCase())
    if (other !== undefined) throw invalidInput('Two candidates would share the folder of their DFT deck', { found: `${other} and ${origin.id}`, expected: 'ids that differ in letters or digits' })
    taken.set(folder.toLowerCase(), origin.id)
    lines.push([folder, `"${origin.id.replaceAll('"', '""')}"`, hillFormula(structure), structure.numbers.length, options.code, options.calculation].join(','))
    return deckFiles(structure, origin, options).map((file) => ({ path: `${folder}/${file.path}`, text: file.text }))
  })
  return [{ path: 'index.csv', text: `${lines.join('\n')}\n` }, ...files]
}

/** The files of one deck. Throws InvalidInput for what the code cannot take. */
export function deckFiles(structure: Structure, origin: DeckOrigin, options: DecksOptions): DeckFile[] {
  const { code, calculation } = options
  const common = { calculation, ...(options.freeze === undefined ? {} : { freeze: options.freeze }) }
  switch (code) {
    case 'vasp-oc20':
      return vaspDeck(structure, origin, { ...common, recipe: 'oc20' })
    case 'vasp-oc22':
      return vaspDeck(structure, origin, { ...common, recipe: 'oc22' })
    case 'espresso':
      return espressoDeck(structure, origin, { ...common, ...(options.pseudopotentials === undefined ? {} : { pseudopotentials: options.pseudopotentials }) })
    case 'gpaw':
      return gpawDeck(structure, origin, common)
    default:
      return assertNever(code)
  }
}

/** A name that every file system takes, and that cannot leave its folder. */
function folderName(id: string): string {
  const name = id.replaceAll(/[^A-Za-z0-9._-]+/g, '_').replace(/^[._]+/, '').slice(0, 100)
  if (name === '') throw invalidInput('A candidate needs an id with letters or digits to have a DFT deck', { found: id })
  return name
}
