/** DFT decks of a run: the chosen configurations, and what their adsorption energies are counted from: clean slabs and gas molecules. */
import type { ExportedFile, RunResults } from '../../contract/host-api'
import type { RankedRow } from '../../domain/catalogue/records'
import { gasMolecule, gasMoleculesOf } from '../../domain/chemistry/gas-molecules'
import { REFERENCE_MOLECULES, type ReferenceMolecule } from '../../domain/chemistry/references'
import { isError } from '../../domain/errors'
import type { Calculation } from '../../domain/export/dft/deck'
import { writeDecks, type DeckCandidate, type DeckCode } from '../../domain/export/dft/decks'
import { ADSORBATE, atomsWhere } from '../../domain/structure/structure'
import type { ProjectStore } from '../../platform/store/project-store'
import { fileName } from './export'

/**
 * dft/CODE/index.csv, and a folder for each configuration that is done, for each of their clean slabs (`slab_NAME`, the same calculation
 * as the configurations) and for each molecule of their gas reference (`gas_NAME`, always relaxed: a few atoms). Ready to run as they are.
 */
export function deckExport(store: ProjectStore, results: RunResults, rows: readonly RankedRow[], code: DeckCode, calculation: Calculation): ExportedFile[] {
  const { run, provenance } = results
  const model = provenance.model.sha256
  const done = rows.filter(({ configuration }) => configuration.state === 'done')
  const candidates = done.flatMap(({ configuration: { id, result } }): DeckCandidate[] => {
    const structure = store.configuration(run.id, id)?.final
    return structure && result ? [{ structure, origin: { id: fileName(id), role: 'adslab', target: id, provenance: { run: run.id, model, energy_eV: result.energy } } }] : []
  })
  const wanted = new Set(done.map(({ configuration }) => configuration.slab))
  const slabs = store.surfaces(run.id).flatMap(({ slab, energy, relaxed }): DeckCandidate[] =>
    wanted.has(slab.id) && relaxed && energy !== undefined
      ? [{ structure: relaxed, origin: { id: `slab_${fileName(slab.id)}`, role: 'slab', target: slab.id, provenance: { run: run.id, model, energy_eV: energy } } }]
      : [],
  )
  const molecules = gasMoleculesOfRows(store, run.id, done).map((name): DeckCandidate => ({ structure: gasMolecule(name), origin: { id: `gas_${name}`, role: 'gas', target: name, provenance: { run: run.id, model } } }))
  const decks = [...writeDecks([...candidates, ...slabs], { code, calculation }), ...(molecules.length === 0 ? [] : writeDecks(molecules, { code, calculation: 'relaxation' }))]
  return mergeIndex(decks).map(({ path, text }) => ({ name: `dft/${code}/${path}`, bytes: new TextEncoder().encode(text) }))
}

/** In the order of `REFERENCE_MOLECULES`; none for an adsorbate with an element that they do not hold. */
function gasMoleculesOfRows(store: ProjectStore, run: string, rows: readonly RankedRow[]): readonly ReferenceMolecule[] {
  const needed = new Set<ReferenceMolecule>()
  const pairs = Map.groupBy(rows, ({ configuration }) => configuration.adsorbate)
  for (const [first] of pairs.values()) {
    const structure = first && store.configuration(run, first.configuration.id)?.final
    if (!structure) continue
    const atoms = atomsWhere(structure, (i) => structure.tags[i] === ADSORBATE)
    try {
      gasMoleculesOf({ numbers: Uint8Array.from(atoms, (i) => structure.numbers[i]!) }).forEach((name) => needed.add(name))
    } catch (error) {
      if (!isError(error, 'Unsupported')) throw error
    }
  }
  return REFERENCE_MOLECULES.filter((name) => needed.has(name))
}

/** One index of both batches. */
function mergeIndex(files: readonly { readonly path: string; readonly text: string }[]): readonly { readonly path: string; readonly text: string }[] {
  const [first, ...more] = files.filter(({ path }) => path === 'index.csv')
  if (first === undefined) return files
  const text = first.text + more.map((one) => one.text.slice(one.text.indexOf('\n') + 1)).join('')
  return [{ path: 'index.csv', text }, ...files.filter(({ path }) => path !== 'index.csv')]
}
