/** Structures of a user's file as materials: named, looked at, never changed. */
import type { ReadMaterial } from '../../contract/host-api'
import type { Material } from '../../domain/catalogue/records'
import { customSlab } from '../../domain/chemistry/surfaces/custom'
import { bulkRemarks } from '../../domain/chemistry/surfaces/remarks'
import { AdatomError } from '../../domain/errors'
import { neighbourList } from '../../domain/neighbours/cell-list'
import { covalentRadius } from '../../domain/structure/elements'
import { stemOf } from '../../domain/structure/formats'
import { reducedFormula } from '../../domain/structure/formula'
import { ADSORBATE, type Structure } from '../../domain/structure/structure'
import type { SymmetryFinder } from '../../domain/structure/symmetry'
import { readStructureBytes } from '../../platform/files'
import { loadSymmetryFinder } from '../../platform/symmetry'

/** Frames of a long trajectory beyond these, and structures larger than that, are shown without a space group. */
const SYMMETRY_FRAMES = 20
const SYMMETRY_ATOMS = 500

export async function read({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): Promise<ReadMaterial[]> {
  const frames = await readStructureBytes(bytes, name)
  const stem = stemOf(name).replaceAll(/[^\w.+-]+/g, '-')
  return describe(
    frames.map(({ structure }, k): Material => {
      const suffix = frames.length === 1 ? '' : `-${k + 1}`
      return { id: `${stem}${suffix}`, source: frames.length === 1 ? name : `${name} #${k + 1}`, structure, role: k < SYMMETRY_FRAMES ? roleOf(structure) : 'slab' }
    }),
  )
}

/** What is shown of materials beside their structures. */
export async function describe(materials: readonly Material[]): Promise<ReadMaterial[]> {
  const symmetry = await loadSymmetryFinder()
  return materials.map((material, k): ReadMaterial => {
    const { structure } = material
    const looked = k < SYMMETRY_FRAMES
    return { material, formula: reducedFormula(structure), spaceGroup: looked ? spaceGroupOf(structure, symmetry) : null, warnings: looked ? warningsOf(material) : [] }
  })
}

/** A slab has atoms with tags, is not periodic everywhere, or has vacuum along one axis. */
function roleOf(s: Structure): 'bulk' | 'slab' {
  if (s.tags.some((tag) => tag !== 0) || !s.pbc.every(Boolean)) return 'slab'
  return canBeSlab(s) ? 'slab' : 'bulk'
}

function canBeSlab(s: Structure): boolean {
  try {
    customSlab(s, { id: 'slab', source: '' })
    return true
  } catch (error) {
    if (error instanceof AdatomError) return false
    throw error
  }
}

function spaceGroupOf(s: Structure, symmetry: SymmetryFinder): string | null {
  if (!s.pbc.every(Boolean) || s.numbers.length === 0 || s.numbers.length > SYMMETRY_ATOMS) return null
  try {
    return symmetry(s).symbol
  } catch (error) {
    if (error instanceof AdatomError) return null
    throw error
  }
}

/** Of the sum of the covalent radii: nearer atoms are a mistake in the file, a split position or a wrong cell. */
const TOO_CLOSE = 0.6

function warningsOf({ structure: s, role }: Material): string[] {
  const warnings: string[] = role === 'bulk' && s.numbers.length <= SYMMETRY_ATOMS ? bulkRemarks(s) : []
  if (s.tags.includes(ADSORBATE)) warnings.push('it holds an adsorbate (tag 2); to screen, give the clean slab')
  const list = neighbourList(s, 2)
  for (let i = 0; i < s.numbers.length; i++)
    for (let at = list.offsets[i]!; at < list.offsets[i + 1]!; at++) {
      const j = list.indices[at]!
      const distance = list.distances[at]!
      if (distance >= TOO_CLOSE * (covalentRadius(s.numbers[i]!) + covalentRadius(s.numbers[j]!))) continue
      return [...warnings, `atoms ${i + 1} and ${j + 1} are only ${distance.toFixed(2)} Å apart`]
    }
  return warnings
}
