/** Quantum ESPRESSO decks: RPBE, OC20's mesh and smearing, the user's pseudopotentials. */
import { atomicMass, atomicNumberOf } from '../../structure/elements'
import { invalidInput } from '../../errors'
import type { Structure } from '../../structure/structure'
import { fixed, GAMMA, groupBySpecies, oc20Mesh, originFile, rightHanded, type Calculation, type DeckFile, type DeckOrigin } from './deck'

export interface EspressoOptions {
  readonly calculation: Calculation
  /** file of each element in `pseudo_dir`; 'Pt.UPF' for Pt where none is given */
  readonly pseudopotentials?: Readonly<Record<string, string>>
  /** default './pseudo' */
  readonly pseudoDir?: string
  /** Ry; default 50 and 400, which suit the ultrasoft and PAW sets in use (OC20's 350 eV belongs to VASP's PAW files) */
  readonly ecutwfc?: number
  readonly ecutrho?: number
  /** hold the atoms that the structure holds; default true */
  readonly freeze?: boolean
}

/** 0.2 eV, VASP's default width, in Ry */
const DEGAUSS = 0.0147
/** 0.03 eV/Å in Ry/bohr */
const FORCE_CONVERGENCE = 1.167e-3

/**
 * pw.in and adatom-deck.json. RPBE by `input_dft`, which overrides whatever the pseudopotentials were made with; Methfessel-Paxton
 * 0.2 eV, no spin and no symmetry as OC20; a molecule has fixed occupations at Gamma. Throws InvalidInput for cut-offs that are not positive and names that would break the file.
 */
export function espressoDeck(input: Structure, origin: DeckOrigin, options: EspressoOptions): DeckFile[] {
  const { calculation, ecutwfc = 50, ecutrho = 8 * (options.ecutwfc ?? 50), freeze = true, pseudoDir = './pseudo' } = options
  if (!(ecutwfc > 0 && ecutrho >= 4 * ecutwfc)) throw invalidInput('The density cut-off must be at least four times the wavefunction cut-off', { found: `${ecutwfc} and ${ecutrho} Ry` })
  const structure = rightHanded(input)
  const species = groupBySpecies(structure)
  const file = (symbol: string): string => quotable(options.pseudopotentials?.[symbol] ?? `${symbol}.UPF`)
  const isGas = origin.role === 'gas'
  const mesh = isGas ? GAMMA : oc20Mesh(structure.cell)
  const symbolAt = species.symbols.flatMap((s, k) => Array<string>(species.counts[k]!).fill(s))
  const position = (i: number, k: number): string => {
    const held = freeze && structure.fixed[i] === 1 ? '   0 0 0' : ''
    return `${symbolAt[k]!.padEnd(3)}${Array.from(structure.positions.subarray(3 * i, 3 * i + 3), (x) => fixed(x)).join(' ')}${held}`
  }
  const lines = [
    '&CONTROL',
    `  calculation = '${calculation === 'relaxation' ? 'relax' : 'scf'}'`,
    `  prefix = 'adatom'`,
    `  outdir = './out'`,
    `  pseudo_dir = '${quotable(pseudoDir)}'`,
    '  tprnfor = .true.',
    ...(calculation === 'relaxation' ? ['  nstep = 2000', `  forc_conv_thr = ${fortran(FORCE_CONVERGENCE)}`] : []),
    '/',
    '&SYSTEM',
    '  ibrav = 0',
    `  nat = ${species.order.length}`,
    `  ntyp = ${species.symbols.length}`,
    `  ecutwfc = ${ecutwfc}`,
    `  ecutrho = ${ecutrho}`,
    `  input_dft = 'rpbe'`,
    ...(isGas ? [`  occupations = 'fixed'`] : [`  occupations = 'smearing'`, `  smearing = 'methfessel-paxton'`, `  degauss = ${DEGAUSS}`]),
    '  nosym = .true.',
    '/',
    '&ELECTRONS',
    '  conv_thr = 1.0d-6',
    '  electron_maxstep = 300',
    '  mixing_beta = 0.3',
    '/',
    ...(calculation === 'relaxation' ? ['&IONS', `  ion_dynamics = 'bfgs'`, '/'] : []),
    'ATOMIC_SPECIES',
    ...species.symbols.map((s) => `${s.padEnd(3)} ${atomicMass(atomicNumberOf(s)!)} ${file(s)}`),
    'K_POINTS automatic',
    // a Monkhorst-Pack mesh of an even number of points misses Gamma: half a step, as VASP's mesh of that name
    `${mesh.join(' ')} ${mesh.map((n) => (n % 2 === 0 ? 1 : 0)).join(' ')}`,
    'CELL_PARAMETERS angstrom',
    ...[0, 1, 2].map((i) => Array.from(structure.cell.subarray(3 * i, 3 * i + 3), (x) => fixed(x)).join(' ')),
    'ATOMIC_POSITIONS angstrom',
    ...species.order.map(position),
  ]
  return [{ path: 'pw.in', text: `${lines.join('\n')}\n` }, originFile(input, origin, species.order, `espresso-${calculation}`)]
}

const fortran = (x: number): string => x.toExponential(3).replace('e', 'd')

function quotable(name: string): string {
  if (/['"\n\r]/.test(name) || name.trim() === '') throw invalidInput('This name cannot stand in a Quantum ESPRESSO input', { found: name, expected: 'a file name without quotes' })
  return name
}
