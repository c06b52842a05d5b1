#!/usr/bin/env node
/**
 * Makes resources/adsorbates.json: the gas-phase geometries of OC20's 82 adsorbates and the four later ones.
 *
 *   apt-get install xtb          # xtb 6.5.1 (Debian 12)
 *   npm exec -- node scripts/make-adsorbates.mjs
 *
 * Each adsorbate starts from a conformer of its saturated parent (openchemlib, seed 1) and is relaxed with GFN2-xTB
 * (Bannwarth et al., J. Chem. Theory Comput. 15, 1652 (2019), doi:10.1021/acs.jctc.8b01176), very tight. An adsorbate is no
 * free radical: its open valences point at the surface. Where `caps` are given, hydrogen or metal atoms stand in for the surface on an atom
 * during the relaxation and are taken away afterwards, so that *CH2*O has the C-O bond of methanol and *C*C not that of a free biradical.
 * Which caps an adsorbate gets was chosen by comparison with the bond lengths of adsorbed species (tests/domain/chemistry/adsorbates).
 * Where `bonds` are given, the field starts from the lengths of a Lewis structure or of a bond that the surface has loosened, not from those of
 * the free molecule: these bonds get Pauling's length for their bond number n, d = r_i + r_j - 0.71 log10 n (The Nature of the Chemical Bond,
 * 3rd ed., 1960, chapter 7), everything beyond the bond moving along with it. A relaxation starts there; it does not end there.
 * The table is ours; OC20's names, binding atoms and ids are those of its published list.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConformerGenerator, ForceFieldMMFF94, Molecule, Resources } from 'openchemlib'
import { ADSORBATES } from './adsorbate-table.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
Resources.registerFromNodejs()

/** '[CH2:1][OH]' -> heavy atoms in order, each with its bonded predecessor, its hydrogens, and whether it binds. */
export function parseSkeleton(text) {
  const atoms = []
  const open = []
  let previous = -1
  for (const token of text.match(/\[[^\]]+\]|[()]/g) ?? []) {
    if (token === '(') open.push(previous)
    else if (token === ')') previous = open.pop()
    else {
      const [, symbol, h, count, mark] = /^\[([A-Z][a-z]?|H)(?:(H)(\d?))?(:1)?\]$/.exec(token) ?? []
      if (symbol === undefined) throw new Error(`${text}: ${token} is not understood`)
      atoms.push({ symbol, previous, hydrogens: h ? Number(count || 1) : 0, binds: mark !== undefined })
      previous = atoms.length - 1
    }
  }
  return atoms
}

/** 'H2' -> { symbol: 'H', count: 2 } */
export function parseCap(text) {
  const [, symbol, count] = /^([A-Z][a-z]?)(\d?)$/.exec(text) ?? []
  if (symbol === undefined) throw new Error(`${text} is no cap`)
  return { symbol, count: Number(count || 1) }
}

/** Å from the heavy atom: where a capping metal atom starts. */
const METAL_DISTANCE = 1.95

/** A point along from -> to at the given distance. */
const along = (from, to, distance) => {
  const d = to.map((x, k) => x - from[k])
  return from.map((x, k) => x + (d[k] / Math.hypot(...d)) * distance)
}

/** A start geometry: the conformer of the saturated parent, with the hydrogens that the adsorbate and its caps need. Heavy atoms first. */
export function startGeometry(heavy, caps) {
  const children = (i) => heavy.flatMap((a, k) => (a.previous === i ? [k] : []))
  const write = (i) => heavy[i].symbol + children(i).map((k, n, all) => (n < all.length - 1 ? `(${write(k)})` : write(k))).join('')
  const order = []
  const visit = (i) => { order.push(i); children(i).forEach(visit) }
  visit(0)
  const molecule = Molecule.fromSmiles(write(0))
  const made = new ConformerGenerator(1).getOneConformerAsMolecule(molecule)
  if (made === null) throw new Error(`no conformer for ${write(0)}`)
  const forceField = new ForceFieldMMFF94(made, ForceFieldMMFF94.MMFF94S)
  forceField.minimise()
  const at = (k) => [made.getAtomX(k), made.getAtomY(k), made.getAtomZ(k)]
  const atoms = heavy.map((a, i) => ({ symbol: a.symbol, at: at(order.indexOf(i)), kind: 'heavy' }))
  heavy.forEach((a, i) => {
    const k = order.indexOf(i)
    const hydrogens = Array.from({ length: made.getAllConnAtoms(k) }, (_, n) => made.getConnAtom(k, n)).filter((n) => made.getAtomLabel(n) === 'H')
    const cap = caps[i] === undefined ? { symbol: 'H', count: 0 } : parseCap(caps[i])
    const wanted = a.hydrogens + cap.count
    if (hydrogens.length < wanted) throw new Error(`${write(0)}: atom ${i} has ${hydrogens.length} hydrogens, ${wanted} needed`)
    hydrogens.slice(0, wanted).forEach((n, m) => {
      if (m < a.hydrogens) atoms.push({ symbol: 'H', at: at(n), kind: 'hydrogen' })
      else atoms.push({ symbol: cap.symbol, at: cap.symbol === 'H' ? at(n) : along(at(k), at(n), METAL_DISTANCE), kind: 'cap' })
    })
  })
  return atoms
}

/** Relaxes atoms with GFN2-xTB. `uhf`: unpaired electrons. */
export function relax(atoms, uhf) {
  if (atoms.length === 1) return atoms
  const folder = mkdtempSync(join(tmpdir(), 'adsorbate-'))
  try {
    const xyz = [atoms.length, '', ...atoms.map((a) => [a.symbol, ...a.at.map((x) => x.toFixed(8))].join(' ')), ''].join('\n')
    writeFileSync(join(folder, 'in.xyz'), xyz)
    execFileSync('xtb', ['in.xyz', '--gfn', '2', '--opt', 'vtight', '--uhf', String(uhf), '--etemp', '300'], { cwd: folder, stdio: 'pipe', env: { ...process.env, OMP_NUM_THREADS: '1' } })
    const lines = readFileSync(join(folder, 'xtbopt.xyz'), 'utf8').split('\n')
    return atoms.map((a, i) => ({ ...a, at: lines[i + 2].trim().split(/\s+/).slice(1).map(Number) }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Å, Pauling's single-bond radii. */
const PAULING = { H: 0.3, C: 0.772, N: 0.7, O: 0.66 }

/** Sets bonds to Pauling's length for their bond number; the part of the molecule that hangs on the second atom moves along the bond. */
export function withBondNumbers(atoms, heavy, bonds) {
  const owner = ownerOf(atoms, heavy)
  const under = (k, root) => k === root || (owner[k] >= 0 && under(owner[k], root))
  return Object.entries(bonds).reduce((now, [key, n]) => {
    const [i, to] = key.split('-')
    const from = Number(i)
    const target = to === 'h' ? now.findIndex((a, k) => a.kind === 'hydrogen' && owner[k] === from) : Number(to)
    const length = PAULING[now[from].symbol] + PAULING[now[target].symbol] - 0.71 * Math.log10(n)
    const end = along(now[from].at, now[target].at, length)
    const shift = end.map((x, k) => x - now[target].at[k])
    return now.map((a, k) => (under(k, target) ? { ...a, at: a.at.map((x, q) => x + shift[q]) } : a))
  }, atoms)
}

/** The atom that each one hangs on: the skeleton is a tree, its hydrogens follow the heavy atoms in order. -1: the first atom. */
function ownerOf(atoms, heavy) {
  const hydrogens = heavy.flatMap((a, i) => Array(a.hydrogens).fill(i))
  let next = 0
  return atoms.map((a, k) => (k < heavy.length ? heavy[k].previous : a.kind === 'hydrogen' ? hydrogens[next++] : -1))
}

/** Valence electrons, as GFN2-xTB counts them. */
const VALENCE = { H: 1, Li: 1, C: 4, N: 5, O: 6, Cu: 11, Pt: 10, Au: 11 }

/** The adsorbate of one row of the table: heavy atoms in the order of the skeleton, then their hydrogens. Å. */
export function makeAdsorbate({ id, label, skeleton, caps = {}, uhf, bonds = {} }) {
  const heavy = parseSkeleton(skeleton)
  const name = label.replaceAll('*', '')
  if (heavy.length === 1 && heavy[0].hydrogens === 0) return { id, name, label, symbols: [heavy[0].symbol], binding: [0], positions: [[0, 0, 0]] }
  const start = startGeometry(heavy, caps)
  const electrons = start.reduce((sum, a) => sum + VALENCE[a.symbol], 0)
  const relaxed = withBondNumbers(relax(start, uhf ?? electrons % 2).filter((a) => a.kind !== 'cap'), heavy, bonds)
  const round = (x) => Number(x.toFixed(5))
  return {
    id,
    name,
    label,
    symbols: relaxed.map((a) => a.symbol),
    binding: heavy.flatMap((a, i) => (a.binds ? [i] : [])),
    positions: relaxed.map((a) => a.at.map(round)),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = ADSORBATES.map(makeAdsorbate).map((row) => `  ${JSON.stringify(row)}`)
  writeFileSync(join(root, 'resources', 'adsorbates.json'), `[\n${rows.join(',\n')}\n]\n`)
  process.stdout.write(`${rows.length} adsorbates\n`)
}
