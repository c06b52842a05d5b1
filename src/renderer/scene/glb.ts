/**
 * A scene as binary glTF 2.0 (Khronos, ISO/IEC 12113:2022): one node for every atom, bond half, and arrow, all of one shape sharing one mesh, so that
 * each can be picked and moved in Blender or any viewer. Lengths are in Å where glTF means metres, and the scene is turned from z up to glTF's y up.
 */
import { ConeGeometry, CylinderGeometry, Quaternion, SphereGeometry, Vector3, type BufferGeometry } from 'three'
import { scale, add, sub, type Vec3 } from '../../domain/math/vec3'
import type { Rgb } from './element-colours'
import type { Shapes } from './shapes'

const [FLOAT, UNSIGNED_SHORT, ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER] = [5126, 5123, 34962, 34963] as const
const GHOST_ALPHA = 0.35
const UP = new Vector3(0, 1, 0)

interface Node {
  readonly mesh: number
  readonly translation: Vec3
  readonly scale: Vec3
  readonly rotation?: readonly number[]
}

export function glbScene({ balls, rods, cones }: Shapes, title: string): Uint8Array {
  // the unit sphere; cylinder and cone of length 1 along y, centred
  const shapes = writeGeometries([new SphereGeometry(1, 32, 16), new CylinderGeometry(1, 1, 1, 20, 1, true), new ConeGeometry(1, 1, 20, 1)])
  const materials: object[] = []
  const meshes: object[] = []
  const known = new Map<string, number>()
  /** one mesh for each shape and colour */
  const mesh = (shape: number, colour: Rgb, ghost: boolean): number => {
    const key = `${shape}/${colour.join()}/${ghost}`
    const found = known.get(key)
    if (found !== undefined) return found
    known.set(key, meshes.length)
    meshes.push({ primitives: [{ attributes: { POSITION: 3 * shape, NORMAL: 3 * shape + 1 }, indices: 3 * shape + 2, material: materials.length }] })
    materials.push(material(colour, ghost))
    return meshes.length - 1
  }
  const along = (shape: number, from: Vec3, to: Vec3, radius: number, colour: Rgb, ghost: boolean): Node[] => {
    const axis = new Vector3(...sub(to, from))
    const length = axis.length()
    if (length < 1e-6) return []
    return [{ mesh: mesh(shape, colour, ghost), translation: scale(add(from, to), 0.5), scale: [radius, length, radius], rotation: new Quaternion().setFromUnitVectors(UP, axis.divideScalar(length)).toArray() }]
  }
  const nodes: Node[] = [
    ...balls.map(({ centre, radius, colour, ghost }) => ({ mesh: mesh(0, colour, ghost), translation: centre, scale: [radius, radius, radius] as const })),
    ...rods.flatMap(({ from, to, radius, colour, ghost }) => along(1, from, to, radius, colour, ghost)),
    ...cones.flatMap(({ base, tip, radius, colour }) => along(2, base, tip, radius, colour, false)),
  ]
  const root = { name: title, rotation: [-Math.SQRT1_2, 0, 0, Math.SQRT1_2], children: nodes.map((_, i) => i + 1) }
  return container(
    { asset: { version: '2.0', generator: 'Adatom' }, scene: 0, scenes: [{ nodes: [0] }], nodes: [root, ...nodes], meshes, materials, accessors: shapes.accessors, bufferViews: shapes.views, buffers: [{ byteLength: shapes.bytes.length }] },
    shapes.bytes,
  )
}

/** glTF colours are linear light. */
const linear = (byte: number): number => {
  const s = byte / 255
  return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
}

const material = (colour: Rgb, ghost: boolean): object => ({
  pbrMetallicRoughness: { baseColorFactor: [...colour.map(linear), ghost ? GHOST_ALPHA : 1], metallicFactor: 0, roughnessFactor: 0.45 },
  ...(ghost ? { alphaMode: 'BLEND' } : {}),
})

/** Positions, normals and indices of each geometry, one after the other. */
function writeGeometries(geometries: readonly BufferGeometry[]): { readonly bytes: Uint8Array; readonly views: object[]; readonly accessors: object[] } {
  const parts: Uint8Array[] = []
  const views: object[] = []
  const accessors: object[] = []
  let at = 0
  const put = (data: Float32Array | Uint16Array, target: number, accessor: object): void => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    views.push({ buffer: 0, byteOffset: at, byteLength: bytes.length, target })
    accessors.push({ bufferView: views.length - 1, ...accessor })
    const room = new Uint8Array((bytes.length + 3) & ~3)
    room.set(bytes)
    parts.push(room)
    at += room.length
  }
  for (const geometry of geometries) {
    for (const name of ['position', 'normal'] as const) {
      const { array, count } = geometry.getAttribute(name)
      const limits = [Math.min, Math.max].map((pick) => [0, 1, 2].map((x) => Array.from({ length: count }, (_, i) => Math.fround(array[3 * i + x]!)).reduce((a, b) => pick(a, b))))
      put(Float32Array.from(array), ARRAY_BUFFER, { componentType: FLOAT, count, type: 'VEC3', ...(name === 'position' ? { min: limits[0], max: limits[1] } : {}) })
    }
    const index = Uint16Array.from(geometry.getIndex()!.array)
    put(index, ELEMENT_ARRAY_BUFFER, { componentType: UNSIGNED_SHORT, count: index.length, type: 'SCALAR' })
    geometry.dispose()
  }
  const bytes = new Uint8Array(at)
  let to = 0
  for (const part of parts) {
    bytes.set(part, to)
    to += part.length
  }
  return { bytes, views, accessors }
}

/** Header, JSON chunk padded with spaces, binary chunk. */
function container(json: object, binary: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json))
  const jsonLength = (text.length + 3) & ~3
  const bytes = new Uint8Array(12 + 8 + jsonLength + 8 + binary.length)
  const view = new DataView(bytes.buffer)
  ;[0x46546c67, 2, bytes.length, jsonLength, 0x4e4f534a].forEach((v, i) => view.setUint32(4 * i, v, true))
  bytes.fill(0x20, 20, 20 + jsonLength)
  bytes.set(text, 20)
  view.setUint32(20 + jsonLength, binary.length, true)
  view.setUint32(24 + jsonLength, 0x004e4942, true)
  bytes.set(binary, 28 + jsonLength)
  return bytes
}
