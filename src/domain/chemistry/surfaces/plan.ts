/** Which slabs a crystal gives, with everything a user should see before one is made: no atom is placed here. */
import { invalidInput } from '../../errors'
import { cross, norm } from '../../math/vec3'
import { hillFormula } from '../../structure/formula'
import type { Miller } from '../types'
import type { Crystal } from './crystal'
import { type TaskerType, layerName, layersOf, taskerType, terminationName } from './layers'
import { distinctMillerIndices, millerLabel, parseMiller } from './miller'
import { type OxidationGuess, guessOxidationStates } from './oxidation'
import { type SurfaceOptions } from './options'
import { type Plane, latticePlane } from './plane'
import { type HeightOperation, type Termination, atomHeights, distinctTerminations, gapsBetween, heightOperations, modulo } from './terminations'

/** What a user sees of a slab: before it is made for a planned one, from its atoms for any other. */
export interface SlabSummary {
  /** 'RuO2 (110), termination 1, bottom side' */
  readonly label: string
  /** Å^2, of the tiled slab */
  readonly area: number
  readonly atoms: number
  /** Å, from the lowest atom to the highest */
  readonly thickness: number
  /** whether a symmetry operation maps the top on the bottom */
  readonly symmetric: boolean
  readonly tasker: TaskerType
  /** Hill formula of the tiled slab */
  readonly formula: string
  /** whether the slab has the bulk's composition; null where there is no bulk */
  readonly stoichiometric: boolean | null
  /** 'O-terminated' */
  readonly termination: string
  /** reduced formulas of the layers from the surface down, four at most */
  readonly layers: readonly string[]
}

export interface PlannedSlab {
  readonly id: string
  readonly miller: Miller
  /** 0-based, among the terminations of this plane */
  readonly termination: number
  /** fraction of the oriented cell's height, along +(hkl) */
  readonly shift: number
  readonly top: boolean
  readonly plane: Plane
  /** Å, heights of the two cuts above the crystal's origin; bottom < top */
  readonly cuts: readonly [number, number]
  /** Å, height of the finished cell along c: slab and vacuum */
  readonly cellHeight: number
  readonly repeat: readonly [number, number]
  readonly summary: SlabSummary
}

/**
 * All slabs of the crystal that the options ask for, by plane, termination, side. Throws InvalidInput when they are more than
 * `options.maxSlabs` or when a Miller index is wrong.
 */
export function planSlabs(crystal: Crystal, options: SurfaceOptions): PlannedSlab[] {
  const guess = guessOxidationStates(crystal.numbers)
  const planned: PlannedSlab[] = []
  for (const miller of chosenPlanes(crystal, options)) {
    planned.push(...planPlane(crystal, miller, options, guess))
    if (planned.length > options.maxSlabs) throw tooMany(crystal, options)
  }
  return planned
}

/** The planes that the options ask for, in order, without repeats. Throws InvalidInput for a wrong index. */
export function chosenPlanes(crystal: Crystal, { millers }: SurfaceOptions): Miller[] {
  if (millers.kind === 'up-to') return distinctMillerIndices(crystal, millers.max)
  const parsed = millers.indices.map((indices) => parseMiller(indices, crystal.cell.cell))
  return [...new Map(parsed.map((m) => [m.join(), m])).values()]
}

const tooMany = (crystal: Crystal, options: SurfaceOptions): Error =>
  invalidInput(`${crystal.label} gives more than ${options.maxSlabs} slabs with these settings. Lower the maximum Miller index, choose single planes, or raise the limit`, {
    found: `more than ${options.maxSlabs} slabs`, expected: `at most ${options.maxSlabs}`,
  })

function planPlane(crystal: Crystal, miller: Miller, options: SurfaceOptions, guess: OxidationGuess): PlannedSlab[] {
  const plane = latticePlane(crystal.cell.cell, crystal.lattice, miller)
  const heights = atomHeights(crystal, plane)
  const gaps = gapsBetween(heights, plane.spacing, options.layerTolerance)
  const operations = heightOperations(crystal, plane)
  const symmetricKind = options.kind === 'symmetric'
  const terminations = distinctTerminations(gaps, operations, plane, symmetricKind)
  const sketch: Sketch = { crystal, plane, heights, options, guess }
  return terminations.flatMap((t, index) => {
    if (symmetricKind) {
      const cuts = symmetricCuts(t, operations, plane, options)
      return cuts === null ? [] : [plan(sketch, t, index, true, cuts, true)]
    }
    const cuts: Cuts = [t.cut, t.cut + unitHeight(plane, options.minThickness)]
    const sides = t.symmetric ? [true] : [true, false]
    return sides.map((top) => plan(sketch, t, index, top, cuts, t.symmetric))
  })
}

type Cuts = readonly [number, number]

interface Sketch {
  readonly crystal: Crystal
  readonly plane: Plane
  /** [n] Å, in [0, spacing) */
  readonly heights: Float64Array
  readonly options: SurfaceOptions
  readonly guess: OxidationGuess
}

/** Whole oriented cells that reach `least`, Å. */
function unitHeight(plane: Plane, least: number): number {
  const unit = plane.stack * plane.spacing
  return Math.ceil(least / unit - 1e-9) * unit
}

/** The thinnest slab under a cut whose lower side an operation maps on the upper one; null where no operation turns the plane over. */
function symmetricCuts(t: Termination, operations: readonly HeightOperation[], plane: Plane, options: SurfaceOptions): Cuts | null {
  const lower = operations.filter((op) => op.sign < 0).map((op) => {
    const down = modulo(t.cut - (op.offset - t.cut), plane.spacing)
    return down + Math.ceil((options.minThickness - down) / plane.spacing - 1e-9) * plane.spacing
  })
  return lower.length === 0 ? null : [t.cut - Math.min(...lower), t.cut]
}

function plan(sketch: Sketch, t: Termination, index: number, top: boolean, cuts: Cuts, symmetric: boolean): PlannedSlab {
  const { crystal, plane, options } = sketch
  const repeat = [plane.a, plane.b].map((v) => Math.ceil(options.minLateral / norm(v) - 1e-9)) as [number, number]
  const name = `${crystal.label}-${millerLabel(plane.miller)}-t${index}`
  const label = `${crystal.label} (${millerLabel(plane.miller)}), termination ${index}${top ? '' : ', bottom side'}`
  return {
    id: top ? name : `${name}-bottom`, miller: plane.miller, termination: index, shift: t.shift, top, plane, cuts, repeat,
    cellHeight: cuts[1] - cuts[0] + unitHeight(plane, options.minVacuum),
    summary: summarise(sketch, cuts, top, symmetric, repeat, label),
  }
}

function summarise({ crystal, plane, heights, options, guess }: Sketch, cuts: Cuts, top: boolean, symmetric: boolean, repeat: readonly [number, number], label: string): SlabSummary {
  const z: number[] = []
  const numbers: number[] = []
  crystal.numbers.forEach((number, i) => {
    for (const k of copiesBetween(heights[i]!, cuts, plane.spacing)) {
      z.push((top ? 1 : -1) * (heights[i]! + k * plane.spacing))
      numbers.push(number)
    }
  })
  const layers = layersOf(z, numbers, options.layerTolerance)
  const tiles = repeat[0] * repeat[1]
  const area = norm(cross(plane.a, plane.b))
  return {
    label, symmetric, area: area * tiles, atoms: numbers.length * tiles, tasker: taskerType(layers, area, guess), termination: terminationName(layers),
    thickness: Math.max(...z) - Math.min(...z), formula: hillFormula({ numbers: Uint8Array.from({ length: numbers.length * tiles }, (_, i) => numbers[i % numbers.length]!) }),
    stoichiometric: hasComposition(numbers, crystal.numbers), layers: layers.slice(0, 4).map(layerName),
  }
}

/** The whole numbers k with an atom at height + k spacing between the cuts. */
export function copiesBetween(height: number, [bottom, top]: Cuts, spacing: number): number[] {
  const first = Math.ceil((bottom - height) / spacing)
  const last = Math.floor((top - height) / spacing)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
}

function hasComposition(numbers: readonly number[], bulk: Uint8Array): boolean {
  const ratio = numbers.length / bulk.length
  const count = (list: ArrayLike<number>, z: number): number => Array.from(list).filter((x) => x === z).length
  return [...new Set(bulk)].every((z) => Math.abs(count(numbers, z) - ratio * count(bulk, z)) < 1e-9)
}
