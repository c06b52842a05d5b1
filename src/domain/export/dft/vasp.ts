/** VASP decks with the settings of OC20 and OC22. SCIENCE.md B.1, C.1, C.2. */
import type { Structure } from '../../structure/structure'
import { GAMMA, groupBySpecies, oc20Mesh, oc22Mesh, originFile, rightHanded, type Calculation, type DeckFile, type DeckOrigin, type Mesh } from './deck'
import { poscar } from './poscar'
import { dipoleTags, hubbardTags, magmomTag, type IncarValue } from './vasp-oc22'
import { potcarNames } from './vasp-potcars'

export type VaspRecipe = 'oc20' | 'oc22'

export interface VaspOptions {
  readonly recipe: VaspRecipe
  readonly calculation: Calculation
  /** hold the atoms that the structure holds; default: as the data set did (OC20 yes, OC22 no) */
  readonly freeze?: boolean
}

/**
 * INCAR, KPOINTS, POSCAR, POTCAR.list and adatom-deck.json. POTCAR itself is licensed: POTCAR.list names one file a line, in
 * POSCAR's order, so that `for p in $(cat POTCAR.list); do cat $VASP_PP_PATH/potpaw_PBE/$p/POTCAR; done > POTCAR` makes it.
 */
export function vaspDeck(input: Structure, origin: DeckOrigin, options: VaspOptions): DeckFile[] {
  const { recipe, calculation, freeze = recipe === 'oc20' } = options
  const structure = rightHanded(input)
  const species = groupBySpecies(structure)
  const isGas = origin.role === 'gas'
  const slabTags = (): Record<string, IncarValue> => (recipe === 'oc20' ? oc20Incar(calculation) : { ...oc22Incar(calculation), ...hubbardTags(species.symbols), ...dipoleTags(structure), MAGMOM: magmomTag(structure, species) })
  const tags = isGas ? { ...(recipe === 'oc20' ? oc20Incar(calculation) : oc22Incar(calculation)), ...MOLECULE } : slabTags()
  const slabMesh = (): DeckFile => (recipe === 'oc20' ? kpoints('Monkhorst-Pack', oc20Mesh(structure.cell)) : kpoints('Gamma', oc22Mesh(structure.cell)))
  return [
    { path: 'INCAR', text: incar(`${origin.id} ${recipe} ${calculation}`, tags) },
    isGas ? kpoints('Gamma', GAMMA) : slabMesh(),
    poscar(structure, species, origin.id, freeze),
    { path: 'POTCAR.list', text: `${potcarNames(species.symbols, recipe).join('\n')}\n` },
    originFile(input, origin, species.order, `vasp-${recipe}-${calculation}`),
  ]
}

/** What a closed-shell molecule needs otherwise than a slab: no Methfessel-Paxton smearing across its gap, no moments to search for. */
const MOLECULE: Readonly<Record<string, IncarValue>> = { ISMEAR: 0, SIGMA: 0.01, ISPIN: 1 }

/** The flags of `write_top_k_vasp.py` (AdsorbML); what they leave out is VASP's default (ISMEAR 1, SIGMA 0.2, EDIFF 1e-4). */
function oc20Incar(calculation: Calculation): Record<string, IncarValue> {
  const single = calculation === 'single-point'
  return {
    ENCUT: 350,
    EDIFFG: -0.03,
    SYMPREC: 1e-10,
    GGA: 'RP',
    IBRION: 2,
    ISIF: 0,
    ISYM: 0,
    NELM: single ? 300 : 60,
    NSW: single ? 0 : 2000,
    NCORE: 4,
    LAECHG: false,
    LWAVE: false,
    LREAL: 'Auto',
  }
}

/** `MOSurfaceSet` of Open-Catalyst-Dataset (branch OC22_dataset) over pymatgen's MVLSlabSet over MPRelaxSet. */
function oc22Incar(calculation: Calculation): Record<string, IncarValue> {
  const single = calculation === 'single-point'
  return {
    GGA: 'PE',
    ENCUT: 500,
    EDIFF: 1e-4,
    EDIFFG: -0.05,
    ISYM: 0,
    SYMPREC: 1e-10,
    ISPIN: 2,
    ISIF: 0,
    IBRION: 2,
    NSW: single ? 0 : 300,
    NELM: single ? 300 : 60,
    NELMIN: 8,
    NCORE: 4,
    ISTART: 1,
    LWAVE: true,
    LREAL: false,
    PREC: 'Accurate',
    ALGO: 'Fast',
    ISMEAR: 0,
    SIGMA: 0.05,
    LASPH: true,
    LORBIT: 11,
    LVTOT: true,
  }
}

function incar(title: string, tags: Readonly<Record<string, IncarValue>>): string {
  const text = (v: IncarValue): string => (typeof v === 'boolean' ? (v ? '.TRUE.' : '.FALSE.') : String(v))
  return `SYSTEM = ${title.replaceAll(/[^\w.+-]+/g, ' ')}\n${Object.entries(tags)
    .map(([key, value]) => `${key} = ${text(value)}`)
    .join('\n')}\n`
}

const kpoints = (scheme: 'Monkhorst-Pack' | 'Gamma', mesh: Mesh): DeckFile => ({ path: 'KPOINTS', text: `Adatom\n0\n${scheme}\n${mesh.join(' ')}\n0 0 0\n` })
