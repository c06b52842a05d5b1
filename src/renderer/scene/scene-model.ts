/** The objects of one scene and how they follow the data: everything three.js knows of a structure. */
import { BufferAttribute, BufferGeometry, Color, Group, LineBasicMaterial, LineSegments, type InstancedMesh } from 'three'
import { vec3, type Vec3 } from '../../domain/math/vec3'
import type { Structure } from '../../domain/structure/structure'
import type { SceneOptions } from '../state/view'
import { arrowHeads, headLength, SHAFT_RADIUS } from './arrow-heads'
import { arrows, atomColours, displacements, distanceColours, moveArrows, type Arrow, type AtomColours } from './atom-values'
import type { SceneContent } from './content'
import { drawList, drawnBonds, type DrawList, type DrawOptions } from './draw-list'
import { rgbOf, type Rgb } from './element-colours'
import { ghostPack, type GhostPack } from './ghost'
import { Cylinders, sceneUniforms, Spheres } from './impostors'
import { measurementLine, steps } from './measure'
import { OcclusionWork, occlusionShown, occlusionStrength } from './occlusion-work'
import { BOND_RADIUS, cellEdges, packBonds, packFlags, packSpheres, packTints, type BondPack } from './pack'
import type { ScenePalette } from './palette'

/** Å */
const OUTLINE = 0.05

export class SceneModel {
  readonly group = new Group()
  readonly uniforms = sceneUniforms()
  list: DrawList | null = null
  /** [4m] what is on screen: for picking and fitting */
  spheres = new Float32Array(0)
  colours: AtomColours = { colours: [], scale: null }
  /** what else is on screen: for export */
  bonds: BondPack = { ends: new Float32Array(0), tints: new Uint8Array(0) }
  arrows: readonly Arrow[] = []
  ghost: GhostPack | null = null
  readonly #spheres: Spheres
  readonly #bonds = new Cylinders(this.uniforms)
  readonly #shafts = new Cylinders(this.uniforms, { lit: true })
  readonly #links = new Cylinders(this.uniforms, { lit: true })
  readonly #ghosts = new Spheres(this.uniforms, false, true)
  readonly #ghostBonds = new Cylinders(this.uniforms, { ghost: true })
  readonly #cell = new LineSegments(new BufferGeometry(), new LineBasicMaterial())
  #heads: InstancedMesh | null = null
  #accent: Rgb = [0, 0, 0]
  #alarm: Rgb = [0, 0, 0]

  readonly #software: boolean
  readonly #occlusion: OcclusionWork
  #occlusionStrength = 0

  /** `smooth`: edges of several samples a pixel. `redraw`: called when something that took longer is ready to be drawn. */
  constructor(smooth: boolean, software = true, redraw: () => void = () => undefined) {
    this.#software = software
    this.#spheres = new Spheres(this.uniforms, smooth)
    this.uniforms.smoothEdges.value = smooth
    this.#occlusion = new OcclusionWork(({ atoms, bonds }) => {
      this.#spheres.setOcclusion(atoms)
      this.#bonds.setOcclusion(bonds)
      this.uniforms.occlusion.value = this.#occlusionStrength
    }, redraw)
    this.group.add(this.#spheres.mesh, this.#bonds.mesh, this.#shafts.mesh, this.#links.mesh, this.#cell, this.#ghostBonds.mesh, this.#ghosts.mesh)
  }

  /** What a view should hold whole: atoms and ghosts. */
  subject(): { readonly spheres: ArrayLike<number>; readonly count: number } {
    if (!this.ghost || this.ghost.spheres.length === 0) return { spheres: this.spheres, count: this.count }
    const all = Float32Array.of(...this.spheres.subarray(0, 4 * this.count), ...this.ghost.spheres)
    return { spheres: all, count: all.length / 4 }
  }

  get count(): number {
    return this.list?.atoms.length ?? 0
  }

  #setPalette({ background, accent, alarm, line, ink }: ScenePalette): void {
    const raw = (target: Color, hex: string): Rgb => {
      const rgb = rgbOf(hex.slice(1))
      // as bytes over 255, not converted to linear light: the shaders write sRGB as it is
      target.setRGB(rgb[0] / 255, rgb[1] / 255, rgb[2] / 255)
      return rgb
    }
    raw(this.uniforms.background.value, background)
    raw(this.uniforms.ink.value, ink)
    this.#accent = raw(this.uniforms.accent.value, accent)
    this.#alarm = raw(this.uniforms.alarm.value, alarm)
    this.#cell.material.color.set(line)
  }

  /** Another structure, or other images of it. */
  setStructure(structure: Structure, options: DrawOptions): void {
    this.list = drawList(structure, options)
    this.#cell.geometry.dispose()
    this.#cell.geometry = new BufferGeometry()
    this.#cell.geometry.setAttribute('position', new BufferAttribute(cellEdges(structure), 3))
  }

  /** Positions, colours, bonds and arrows of what is shown now. */
  setFrame(content: SceneContent, options: SceneOptions, palette: ScenePalette): void {
    const list = this.list
    if (!list) return
    this.#setPalette(palette)
    const { structure } = content
    const positions = content.positions ?? structure.positions
    this.spheres = packSpheres(list, positions, options.style, this.spheres)
    this.#spheres.setSpheres(this.spheres, list.atoms.length)
    const moved = content.reference && (options.colouring === 'displacement' || options.arrows === 'displacement') ? displacements(structure, positions, content.reference) : null
    this.colours = coloursOf(content, options, moved)
    const pairs = options.bonds && options.style === 'ball' ? drawnBonds(list, positions) : new Int32Array(0)
    this.bonds = packBonds(list, this.spheres, pairs, this.colours.colours)
    this.#bonds.set(this.bonds)
    this.#setOcclusion(options, positions)
    const vectors = options.arrows === 'force' ? content.forces : options.arrows === 'displacement' ? moved : null
    const { ghost } = content
    if (ghost) this.#setArrows(moveArrows(list.atoms, this.spheres, ghost.vectors, ghost.exaggeration))
    else this.#setArrows(options.arrows === 'none' || !vectors ? [] : arrows(options.arrows, list.atoms, this.spheres, vectors))
    this.#setGhost(ghost ? ghostPack(ghost, list, this.spheres, options.style, options.images) : null, options)
    this.#cell.visible = options.cell
    this.uniforms.outline.value = options.outlines ? OUTLINE : 0
  }

  #setOcclusion(options: SceneOptions, positions: ArrayLike<number>): void {
    if (!occlusionShown(options.occlusion, this.#software, this.count)) this.#occlusion.stop()
    else this.#occlusion.want({ spheres: this.spheres, count: this.count, ends: this.bonds.ends, of: [this.list, options.style, options.bonds], positions })
    this.#occlusionStrength = occlusionStrength(options.style, this.colours.scale !== null)
    this.uniforms.occlusion.value = this.#occlusion.ready ? this.#occlusionStrength : 0
  }

  /** Nothing of what is drawn is still being computed. */
  settle(): void {
    this.#occlusion.settle()
  }

  #setGhost(ghost: GhostPack | null, { bonds, style }: SceneOptions): void {
    this.ghost = ghost
    this.#ghosts.mesh.visible = this.#ghostBonds.mesh.visible = ghost !== null
    if (!ghost) return
    this.#ghosts.setSpheres(ghost.spheres, ghost.spheres.length / 4)
    this.#ghosts.setTints(ghost.tints)
    this.#ghostBonds.set(ghostBonds(ghost, bonds && style === 'ball'))
  }

  #setArrows(list: readonly Arrow[]): void {
    this.arrows = list
    if (this.#heads) {
      this.group.remove(this.#heads)
      this.#heads.geometry.dispose()
      this.#heads.dispose()
    }
    this.#shafts.set(
      tubes(list.map(({ from, vector }) => {
        const length = Math.hypot(...vector)
        const keep = length > 0 ? (length - headLength(length)) / length : 0
        return [from, [from[0] + vector[0] * keep, from[1] + vector[1] * keep, from[2] + vector[2] * keep]]
      }), SHAFT_RADIUS, this.#accent),
    )
    this.#heads = list.length > 0 ? arrowHeads(list, this.uniforms.accent) : null
    if (this.#heads) this.group.add(this.#heads)
  }

  /** What the user points at, has selected, and what an anomaly speaks of. `selected` and `hovered` are drawn atoms. */
  setMarks(content: SceneContent, options: SceneOptions, palette: ScenePalette, selected: readonly number[], hovered: number): void {
    const list = this.list
    if (!list) return
    this.#setPalette(palette)
    const flags = packFlags(list, { fixed: options.markFixed, selected, hovered, highlighted: content.highlights })
    this.#spheres.setTints(packTints(list, this.colours.colours, flags))
    const positions = content.positions ?? content.structure.positions
    const measured = selected.slice(1).map((k, i) => [vec3(this.spheres, 4 * selected[i]!), vec3(this.spheres, 4 * k)] as const)
    const evidence = content.links.flatMap((pair) => {
      const drawn = list.atoms.indexOf(pair[0])
      if (drawn < 0) return []
      const [from, to] = measurementLine(vec3(this.spheres, 4 * drawn), steps(content.structure, positions, pair))
      return [[from!, to!] as const]
    })
    const [a, b] = [tubes(measured, 0.05, this.#accent), tubes(evidence, 0.06, this.#alarm)]
    const ends = new Float32Array([...a.ends, ...b.ends])
    this.#links.set({ ends, tints: Uint8Array.from([...a.tints, ...b.tints]) })
  }

  dispose(): void {
    this.#occlusion.stop()
    this.#setArrows([])
    for (const part of [this.#spheres, this.#bonds, this.#shafts, this.#links, this.#ghosts, this.#ghostBonds]) part.dispose()
    this.#cell.geometry.dispose()
    this.#cell.material.dispose()
  }
}

function coloursOf({ structure, forces, distances }: SceneContent, { colouring, scale }: SceneOptions, moved: Float64Array | null): AtomColours {
  if (colouring === 'distance' && distances && distances !== 'on-request') return distanceColours(distances, scale)
  return atomColours(structure, colouring, colouring === 'displacement' ? moved : colouring === 'force' ? forces : null, scale)
}

/** Bonds of the ghost, a little thinner than real ones. */
function ghostBonds({ bonds }: GhostPack, shown: boolean): BondPack {
  const drawn = shown ? bonds : []
  const ends = Float32Array.from(drawn.flatMap(({ from, to }) => [...from, 0.9 * BOND_RADIUS, ...to, 0]))
  return { ends, tints: Uint8Array.from(drawn.flatMap(({ colours: [a, b] }) => [...a, 0, ...b, 0])) }
}

/** Cylinders of one colour between points. */
function tubes(segments: readonly (readonly [Vec3, Vec3])[], radius: number, colour: Rgb): { ends: Float32Array; tints: Uint8Array } {
  const ends = new Float32Array(8 * segments.length)
  const tints = new Uint8Array(8 * segments.length)
  segments.forEach(([from, to], q) => {
    ends.set([...from, radius, ...to, 0], 8 * q)
    tints.set([...colour, 0, ...colour, 0], 8 * q)
  })
  return { ends, tints }
}
