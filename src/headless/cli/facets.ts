/** Materials and their facets, from files and options. */
import type { ReadMaterial } from '../../contract/host-api'
import type { FacetChoice, Material } from '../../domain/catalogue/records'
import { UsageError } from './exit-codes'
import type { FacetOptions } from './options'
import { readStructures, type Session } from './session'

/** Every structure of every file; ids that repeat get a number. */
export async function readAll(session: Session, paths: readonly string[], options: Pick<FacetOptions, 'asSlab' | 'axis' | 'side'>): Promise<ReadMaterial[]> {
  const { asSlab } = options
  const found: ReadMaterial[] = []
  for (const path of paths) found.push(...(await readStructures(session, path)))
  const seen = new Map<string, number>()
  const named = found.map((read) => {
    const { id } = read.material
    const times = (seen.get(id) ?? 0) + 1
    seen.set(id, times)
    const material: Material = { ...read.material, id: times === 1 ? id : `${id}-${times}`, role: asSlab ? 'slab' : read.material.role }
    return { ...read, material }
  })
  return Promise.all(named.map((read) => stoodUp(session, read, options)))
}

/** A slab of the user's own, with its vacuum and its surface where the options say. */
async function stoodUp({ handlers, signal }: Session, read: ReadMaterial, { axis, side }: Pick<FacetOptions, 'axis' | 'side'>): Promise<ReadMaterial> {
  if (read.material.role === 'bulk' || (axis === undefined && side === undefined)) return read
  const handling = { ...(axis === undefined ? {} : { axis: ({ a: 0, b: 1, c: 2 } as const)[axis] }), ...(side === undefined ? {} : { side }) }
  return { ...read, material: { ...read.material, structure: await handlers.standUp({ structure: read.material.structure, handling }, signal) } }
}

/** Throws UsageError where a bulk has no facets, or (hkil) is used on a crystal that is not hexagonal. */
export function facetsOf({ miller, maxMiller }: FacetOptions, materials: readonly ReadMaterial[]): FacetChoice {
  if (maxMiller !== undefined) return { kind: 'all', maxIndex: maxMiller }
  const hexagonalOnly = miller?.some((one) => one.hexagonal) ?? false
  const cubic = materials.find(({ material, spaceGroup }) => material.role === 'bulk' && hexagonalOnly && !isHexagonal(spaceGroup))
  if (cubic) throw new UsageError(`Four Miller indices are for hexagonal crystals; ${cubic.material.id} is ${cubic.spaceGroup ?? 'not one'}`)
  if (miller) return { kind: 'indices', miller: miller.map((one) => one.miller) }
  const bulk = materials.find(({ material }) => material.role === 'bulk')
  if (bulk) throw new UsageError(`${bulk.material.id} is a bulk crystal: choose its surfaces with --miller or --max-miller`)
  return { kind: 'all', maxIndex: 1 }
}

/** By the Hermann-Mauguin symbol: P3.., P-3.., P6.., P-6.., R.. are the trigonal and hexagonal groups. */
const isHexagonal = (symbol: string | null): boolean => symbol !== null && /^(P-?[36]|R)/.test(symbol)

export const warningsOf = (materials: readonly ReadMaterial[]): string[] => materials.flatMap(({ material, warnings }) => warnings.map((warning) => `${material.source}: ${warning}`))
