/** adatom-deck.json as it comes back beside a finished run: which candidate a DFT energy belongs to. */
import { invalidInput } from '../errors'
import { DECK_ROLES, type Calculation, type DeckRole } from '../export/dft/deck'

export interface DeckRecord {
  readonly id: string
  readonly role: DeckRole
  /** configuration, slab or molecule of the project */
  readonly target: string
  /** 'gpaw', 'vasp-oc20', ... */
  readonly code: string
  readonly calculation: Calculation
  /** `geometryHash` of the candidate as it was exported */
  readonly geometry: string
  /** atom i of the deck is atom order[i] of the candidate */
  readonly order: readonly number[]
  /** run and model (SHA-256) it was exported from */
  readonly run: string | null
  readonly model: string | null
}

/** Throws InvalidInput where the file is something else, or was changed. */
export function parseDeckRecord(text: string, file: string): DeckRecord {
  const at = { file }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalidInput(`${file} is not JSON`, { at, expected: 'adatom-deck.json as Adatom wrote it' })
  }
  const v = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>
  const recipe = /^(.*)-(single-point|relaxation)$/.exec(typeof v['recipe'] === 'string' ? v['recipe'] : '')
  const role = DECK_ROLES.find((one) => one === v['role'])
  const order = v['order']
  if (v['format'] !== 'adatom-deck' || v['version'] !== 1 || recipe === null) throw invalidInput(`${file} is not the record of a deck`, { at, expected: 'adatom-deck.json as Adatom wrote it' })
  if (role === undefined || typeof v['target'] !== 'string' || typeof v['geometry'] !== 'string') {
    throw invalidInput(`${file} does not say what it belongs to: it was written by an earlier version`, { at, expected: 'decks exported again with this version' })
  }
  if (!Array.isArray(order) || order.toSorted((a: number, b: number) => a - b).some((x, i) => x !== i)) throw invalidInput(`${file} has no usable order of atoms`, { at, expected: 'every atom once, from 0' })
  const provenance = (v['provenance'] ?? {}) as Readonly<Record<string, unknown>>
  const word = (key: string): string | null => (typeof provenance[key] === 'string' ? provenance[key] : null)
  return {
    id: String(v['id']), role, target: v['target'], code: recipe[1]!, calculation: recipe[2] as Calculation, geometry: v['geometry'],
    order: order as number[], run: word('run'), model: word('model'),
  }
}

/** What the recipe of a deck stands for, where the output does not say it itself. */
export const recipeTheory = (code: string): string =>
  ({ gpaw: 'GPAW, RPBE, 500 eV', 'vasp-oc20': 'VASP, RPBE, 350 eV', 'vasp-oc22': 'VASP, PBE, 500 eV', espresso: 'Quantum ESPRESSO, RPBE, 50 Ry' })[code] ?? code
