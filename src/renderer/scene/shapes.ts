/** The scene as plain solids: what files for other programs are written from. Å; colours are sRGB bytes. */
import { Vector3, type Camera } from 'three'
import { add, scale, sub, vec3, type Vec3 } from '../../domain/math/vec3'
import { HEAD_RADIUS, headLength, headScale, SHAFT_RADIUS } from './arrow-heads'
import type { Arrow } from './atom-values'
import { rgbOf, type Rgb } from './element-colours'
import { BOND_RADIUS, cellEdges, type BondPack } from './pack'
import type { ScenePalette } from './palette'
import type { SceneModel } from './scene-model'

export interface Ball {
  readonly centre: Vec3
  readonly radius: number
  readonly colour: Rgb
  readonly ghost: boolean
}

/** A cylinder without caps. */
export interface Rod {
  readonly from: Vec3
  readonly to: Vec3
  readonly radius: number
  readonly colour: Rgb
  readonly ghost: boolean
}

export interface Cone {
  readonly base: Vec3
  readonly tip: Vec3
  readonly radius: number
  readonly colour: Rgb
}

export interface Shapes {
  readonly balls: readonly Ball[]
  readonly rods: readonly Rod[]
  readonly cones: readonly Cone[]
}

const CELL_RADIUS = 0.025

/** Everything that is drawn: atoms, ghosts, bonds, arrows and, where it is shown, the cell. */
export function shapesOf(model: SceneModel, shown: { readonly cell: boolean; readonly palette: ScenePalette }): Shapes {
  const { list, spheres, colours, bonds, ghost } = model
  if (!list) return { balls: [], rods: [], cones: [] }
  const ball = (at: ArrayLike<number>, k: number, colour: Rgb, isGhost: boolean): Ball => ({ centre: vec3(at, 4 * k), radius: at[4 * k + 3]!, colour, ghost: isGhost })
  const accent = rgbOf(shown.palette.accent.slice(1))
  return {
    balls: [...Array.from(list.atoms, (atom, k) => ball(spheres, k, colours.colours[atom]!, false)), ...(ghost ? ghost.colours.map((colour, k) => ball(ghost.spheres, k, colour, true)) : [])],
    rods: [
      ...bondRods(bonds),
      ...(ghost ? ghost.bonds.flatMap(({ from, to, colours: [a, b] }) => halves(from, to, 0.9 * BOND_RADIUS, a, b, true)) : []),
      ...(shown.cell ? cellRods(cellEdges(list.structure), rgbOf(shown.palette.line.slice(1))) : []),
      ...model.arrows.map((arrow) => shaft(arrow, accent)),
    ],
    cones: model.arrows.map((arrow) => head(arrow, accent)),
  }
}

/** A bond as drawn: one half in the colour of each atom. */
function halves(from: Vec3, to: Vec3, radius: number, a: Rgb, b: Rgb, ghost: boolean): Rod[] {
  const middle = scale(add(from, to), 0.5)
  return [{ from, to: middle, radius, colour: a, ghost }, { from: middle, to, radius, colour: b, ghost }]
}

function bondRods({ ends, tints }: BondPack): Rod[] {
  const rods: Rod[] = []
  const seen = new Set<string>()
  for (let q = 0; q < ends.length / 8; q++) {
    const [from, to] = [vec3(ends, 8 * q), vec3(ends, 8 * q + 4)]
    // a bond may be drawn from both its ends
    const key = [from, to].map((p) => p.map((x) => x.toFixed(3)).join()).toSorted().join('|')
    if (seen.has(key)) continue
    seen.add(key)
    rods.push(...halves(from, to, ends[8 * q + 3]!, [...tints.subarray(8 * q, 8 * q + 3)] as unknown as Rgb, [...tints.subarray(8 * q + 4, 8 * q + 7)] as unknown as Rgb, false))
  }
  return rods
}

const cellRods = (edges: Float32Array, colour: Rgb): Rod[] =>
  Array.from({ length: edges.length / 6 }, (_, e) => ({ from: vec3(edges, 6 * e), to: vec3(edges, 6 * e + 3), radius: CELL_RADIUS, colour, ghost: false }))

const neck = ({ from, vector }: Arrow): Vec3 => {
  const length = Math.hypot(...vector)
  return add(from, scale(vector, (length - headLength(length)) / length))
}
const shaft = (arrow: Arrow, colour: Rgb): Rod => ({ from: arrow.from, to: neck(arrow), radius: SHAFT_RADIUS, colour, ghost: false })
const head = (arrow: Arrow, colour: Rgb): Cone => ({ base: neck(arrow), tip: add(arrow.from, arrow.vector), radius: HEAD_RADIUS * headScale(Math.hypot(...arrow.vector)), colour })

/** From where a scene is looked at. */
export interface Sight {
  readonly orthographic: boolean
  readonly position: Vec3
  readonly target: Vec3
  readonly up: Vec3
  /** Å: what fits on the picture at the target's distance */
  readonly width: number
  readonly height: number
}

/** Of a camera that looks at `target`, with `pixelsPerAngstrom` there, on a picture of the given size in pixels. */
export function sightOf(camera: Camera, target: Vec3, pixelsPerAngstrom: number, size: { readonly width: number; readonly height: number }): Sight {
  camera.updateMatrixWorld()
  const position = camera.position.toArray()
  const up = new Vector3().setFromMatrixColumn(camera.matrixWorld, 1).normalize().toArray()
  return { orthographic: 'isOrthographicCamera' in camera, position, target, up, width: size.width / pixelsPerAngstrom, height: size.height / pixelsPerAngstrom }
}

/** Of the line of sight, Å. */
export const sightLength = ({ position, target }: Sight): number => Math.hypot(...sub(target, position))
