/** Finished DFT runs into a project: each held against the structure that was exported, refused by name where it does not fit. */
import type { DftImport, ImportedEnergy } from '../../contract/reliability-api'
import { gasMolecule } from '../../domain/chemistry/gas-molecules'
import { REFERENCE_MOLECULES, type ReferenceMolecule } from '../../domain/chemistry/references'
import { truthOf } from '../../domain/dft/adsorption'
import { assessOutput } from '../../domain/dft/assess'
import { recipeTheory } from '../../domain/dft/deck-record'
import { AdatomError } from '../../domain/errors'
import { geometryHash, type DeckRole } from '../../domain/export/dft/deck'
import type { Structure } from '../../domain/structure/structure'
import type { ProjectStore } from '../../platform/store/project-store'
import type { NewDft } from '../../platform/store/reliability'
import { findEnergies, type FoundEnergy, type FoundRow, type GivenFile } from './dft-files'
import { configurationEnergies } from './points'

export interface ImportOptions {
  /** settings of the DFT, where the files do not say; energies of equal theory are subtracted from one another */
  readonly theory?: string | undefined
  /** eV, total energies that were not computed from a deck: by slab and by molecule */
  readonly slabs?: Readonly<Record<string, number>> | undefined
  readonly gas?: Readonly<Record<string, number>> | undefined
  /** of those slabs and of ids without geometry */
  readonly calculation?: 'single-point' | 'relaxation' | undefined
}

interface Target {
  readonly run: string
  readonly structure: Structure
  readonly model: string
}

class Refusal extends Error {
  readonly advice: string
  constructor(reason: string, advice: string) {
    super(reason)
    this.advice = advice
  }
}

/** Takes what fits and says of everything else why not. What is in the project already stays, also where a newer energy counts from now on. */
export async function importDft(store: ProjectStore, files: readonly GivenFile[], options: ImportOptions, now: string): Promise<DftImport> {
  const found = files.length === 0 ? { energies: [], rows: [], failed: [] } : await findEnergies(files)
  const refused = found.failed.map(({ file, error }) => refusalOf(file, error))
  const taken: NewDft[] = [...given(store, options, now)]
  const known: string[] = []
  const had = store.dft()
  const take = (file: string, read: () => NewDft): void => {
    try {
      const one = read()
      const same = had.some((other) => other.sha256 === one.sha256 && other.target === one.target && other.run === one.run && other.theory === one.theory)
      if (same) known.push(file)
      else taken.push(one)
    } catch (error) {
      refused.push(refusalOf(file, error))
    }
  }
  for (const energy of found.energies) take(energy.file, () => fromOutput(store, energy, options, now))
  for (const row of found.rows) take(`${row.file}, line ${row.row.line}`, () => fromRow(store, row, options, now))
  store.addDft(taken)
  return { imported: taken.map((one) => describe(store, one)), known, refused }
}

function refusalOf(file: string, error: unknown): DftImport['refused'][number] {
  if (error instanceof Refusal) return { file, reason: error.message, advice: error.advice }
  if (error instanceof AdatomError) {
    const { expected, found } = error.fields as { readonly expected?: string; readonly found?: string }
    return { file, reason: `${error.message}${found === undefined || found === '' ? '' : ` (found ${found})`}`, advice: expected === undefined ? '' : `expected ${expected}` }
  }
  throw error
}

function fromOutput(store: ProjectStore, { file, sha256, deck, id, output }: FoundEnergy, options: ImportOptions, now: string): NewDft {
  const name = deck?.target ?? id
  if (name === null) throw new Refusal('it does not say which configuration it belongs to', 'keep adatom-deck.json of the exported deck beside it, or bring the energies as a CSV with the columns id and energy')
  const role = deck?.role ?? roleOf(name)
  const target = role === 'adslab' || deck ? name : name.slice(name.indexOf(':') + 1)
  const { run, structure, model } = findTarget(store, role, target, role === 'gas' ? null : (deck?.run ?? null))
  // a molecule is the same whatever model it was exported beside
  if (deck && role !== 'gas' && deck.model !== null && deck.model !== model) throw new Refusal('its deck was exported from a run with another model', 'import it into the project that it was exported from')
  if (deck && deck.geometry !== geometryHash(structure)) {
    throw new Refusal(`its deck was made of another geometry of ${target} (hash ${deck.geometry}, here ${geometryHash(structure)})`, 'import it into the project that it was exported from, or export the deck again')
  }
  const judged = assessOutput(output, { structure, ...(deck ? { order: deck.order, calculation: deck.calculation } : {}) })
  if (judged.kind === 'refused') throw new Refusal(judged.reason, judged.advice)
  const { calculation, structure: last, displacement, fmax, notes } = judged
  const theory = output.theory ?? options.theory ?? (deck ? recipeTheory(deck.code) : UNSTATED)
  return { run, role, target, theory, calculation, zero: 'total', energy: output.energy, file, sha256, imported: now, displacement, fmax, notes, structure: last }
}

const UNSTATED = 'theory not stated'

function fromRow(store: ProjectStore, { file, sha256, row }: FoundRow, options: ImportOptions, now: string): NewDft {
  const { role, target, zero, energy, calculation, converged } = row
  if (converged === false) throw new Refusal(`${target} is not converged`, 'converge it, and import it again')
  const { run } = findTarget(store, role, target, null)
  const notes = ['From a table: that it belongs to this structure is taken from its id', ...(converged === null ? ['The table does not say whether it converged'] : [])]
  return { run, role, target, theory: options.theory ?? UNSTATED, calculation, zero, energy, file, sha256, imported: now, displacement: null, fmax: null, notes, structure: null }
}

/** Energies that were typed in. */
function given(store: ProjectStore, { slabs = {}, gas = {}, theory = UNSTATED, calculation = 'single-point' }: ImportOptions, now: string): NewDft[] {
  const typed = (role: DeckRole, target: string, energy: number): NewDft => {
    const { run } = findTarget(store, role, target, null)
    return { run, role, target, theory, calculation, zero: 'total', energy, file: '', sha256: '', imported: now, displacement: null, fmax: null, notes: ['Typed in'], structure: null }
  }
  return [...Object.entries(slabs).map(([name, energy]) => typed('slab', name, energy)), ...Object.entries(gas).map(([name, energy]) => typed('gas', name, energy))]
}

const roleOf = (id: string): DeckRole => (id.startsWith('slab:') ? 'slab' : id.startsWith('gas:') ? 'gas' : 'adslab')

/** In the run that is asked for, else in the last one that has it. */
function findTarget(store: ProjectStore, role: DeckRole, target: string, asked: string | null): Target {
  const all = store.runs().toReversed()
  const runs = asked === null ? all : all.filter(({ id }) => id === asked)
  for (const { id, provenance } of runs) {
    const structure = structureOf(store, id, role, target)
    if (structure) return { run: id, structure, model: provenance.model.sha256 }
  }
  const what = { adslab: 'relaxed configuration', slab: 'relaxed clean slab', gas: 'reference molecule' }[role]
  const there = role === 'gas' ? REFERENCE_MOLECULES.join(', ') : role === 'slab' ? [...new Set(all.flatMap(({ id }) => store.surfaces(id).map(({ slab }) => slab.id)))].join(', ') : 'the ids of ranking.csv'
  throw new Refusal(`this project has no ${what} ${target}`, `names are ${there}`)
}

function structureOf(store: ProjectStore, run: string, role: DeckRole, target: string): Structure | null | undefined {
  if (role === 'adslab') return store.configuration(run, target)?.final
  if (role === 'slab') return store.surfaces(run).find(({ slab }) => slab.id === target)?.relaxed
  return (REFERENCE_MOLECULES as readonly string[]).includes(target) ? gasMolecule(target as ReferenceMolecule) : null
}

/** After everything of this import is in the project: a slab may have come with its configurations. */
function describe(store: ProjectStore, one: NewDft): ImportedEnergy {
  const { file, role, target, theory, calculation, energy, notes } = one
  const base = { file: file || '(typed in)', role, target, theory, truth: truthOf(calculation), energy, notes }
  const known = role === 'adslab' ? configurationEnergies(store).find((other) => other.run === one.run && other.configuration === target && other.theory === theory && other.truth === base.truth) : undefined
  if (known === undefined) return { ...base, adsorption: null, error: null, missing: [] }
  return { ...base, adsorption: known.dft, error: known.dft === null || known.energy === null ? null : known.energy - known.dft, missing: known.missing }
}
