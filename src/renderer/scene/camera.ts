/** The camera of a viewer: one orthographic, one perspective, sharing a target; z is up. */
import { OrthographicCamera, PerspectiveCamera, Vector3 } from 'three'
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js'
import type { Vec3 } from '../../domain/math/vec3'
import { viewExtent } from './pick'

export type Preset = 'top' | 'side' | 'front' | 'oblique'

/** Directions of sight. 'top' looks down on the surface. */
const DIRECTIONS: Readonly<Record<Preset, Vec3>> = { top: [0, 0, -1], side: [-1, 0, 0], front: [0, 1, 0], oblique: [-0.3, 0.74, -0.6] }
const FIELD = 32
const MARGIN = 1.14
/** pixels an Å: a single atom does not fill the view */
const LARGEST_SCALE = 90

/** How a view looks at its structure, counted from the middle of that structure: what synced views share. */
export interface Pose {
  /** of sight, not rounded: exactly along z it still holds the azimuth */
  readonly direction: Vec3
  /** Å, of the point looked at from the middle of the structure */
  readonly offset: Vec3
  readonly pixelsPerAngstrom: number
  readonly touched: boolean
}

/** Views that turn, move and zoom as one. */
export class CameraLink {
  readonly #members = new Set<ViewCamera>()
  #busy = false

  /** Returns what takes the view out again. */
  join(camera: ViewCamera): () => void {
    this.#members.add(camera)
    return () => void this.#members.delete(camera)
  }

  /** Pixels an Å at which every view holds its structure whole. */
  scale(direction: Vec3): number {
    return [...this.#members].reduce((least, member) => Math.min(least, member.wholeScale(direction)), Infinity)
  }

  /** All others take the pose of this one. */
  follow(source: ViewCamera): void {
    if (this.#busy) return
    this.#busy = true
    const pose = source.pose()
    for (const member of this.#members) if (member !== source) member.take(pose)
    this.#busy = false
  }
}

export class ViewCamera {
  readonly orthographic = new OrthographicCamera(-1, 1, 1, -1, 0.1, 1000)
  readonly perspective = new PerspectiveCamera(FIELD, 1, 0.1, 1000)
  readonly controls: OrbitControls
  active: OrthographicCamera | PerspectiveCamera = this.orthographic
  /** the user has turned, moved or zoomed since the last fit: resizing keeps that view */
  touched = false
  /** radius of what is shown, Å */
  radius = 10
  #width = 1
  #height = 1
  /** what was fitted last, and its middle */
  #subject: { readonly spheres: ArrayLike<number>; readonly count: number } = { spheres: [], count: 0 }
  readonly #home = new Vector3()
  readonly #link: CameraLink | null
  readonly #leave: () => void

  constructor(element: HTMLElement, changed: () => void, link: CameraLink | null = null) {
    this.#link = link
    this.#leave = link?.join(this) ?? (() => undefined)
    for (const camera of [this.orthographic, this.perspective]) {
      camera.up.set(0, 0, 1)
      // @react-three/fiber leaves a camera with this mark alone on resizing
      Object.assign(camera, { manual: true })
    }
    this.controls = new OrbitControls(this.active, element)
    this.controls.zoomToCursor = true
    this.controls.addEventListener('change', () => {
      changed()
      link?.follow(this)
    })
    this.controls.addEventListener('start', () => (this.touched = true))
  }

  dispose(): void {
    this.#leave()
    this.controls.dispose()
  }

  pose(): Pose {
    return { direction: this.direction(), offset: this.controls.target.clone().sub(this.#home).toArray(), pixelsPerAngstrom: this.#scale(), touched: this.touched }
  }

  take({ direction, offset, pixelsPerAngstrom, touched }: Pose): void {
    this.touched = touched
    this.controls.target.copy(this.#home).add(new Vector3(...offset))
    this.#place(direction, pixelsPerAngstrom, 0)
  }

  use(perspective: boolean): void {
    const next = perspective ? this.perspective : this.orthographic
    if (next === this.active) return
    const direction = this.direction()
    const pixelsPerAngstrom = this.#scale()
    this.active = next
    this.controls.object = next
    this.#place(direction, pixelsPerAngstrom)
  }

  resize(width: number, height: number): void {
    if (width < 1 || height < 1) return
    this.#width = width
    this.#height = height
    Object.assign(this.orthographic, { left: -width / 2, right: width / 2, top: height / 2, bottom: -height / 2 })
    this.perspective.aspect = width / height
    this.orthographic.updateProjectionMatrix()
    this.perspective.updateProjectionMatrix()
  }

  /** Shows all spheres ([4m]), along a preset or along the present direction. */
  fit(spheres: ArrayLike<number>, count: number, preset: Preset | null): void {
    const direction = preset ? DIRECTIONS[preset] : this.direction()
    this.touched = false
    const extent = viewExtent(spheres, count, direction)
    this.#subject = { spheres, count }
    this.radius = Math.max(extent.radius, 2)
    this.controls.target.set(...extent.centre)
    // of the box along x, y and z: it does not depend on the direction, so that views keep their places however each was fitted
    this.#home.set(...viewExtent(spheres, count, [0, 1, 0]).centre)
    this.#place(direction, Math.min(LARGEST_SCALE, this.#link?.scale(direction) ?? this.wholeScale(direction)))
    this.#link?.follow(this)
  }

  /** Pixels an Å at which what was fitted last is seen whole along a direction; infinite where nothing was. */
  wholeScale(direction: Vec3): number {
    const { spheres, count } = this.#subject
    if (count === 0) return Infinity
    const extent = viewExtent(spheres, count, direction)
    return Math.min(this.#width / (extent.width * MARGIN), this.#height / (extent.height * MARGIN))
  }

  direction(): Vec3 {
    const d = this.controls.target.clone().sub(this.active.position)
    return d.length() < 1e-6 ? DIRECTIONS.oblique : d.normalize().toArray()
  }

  /** View depths between which distance fades. */
  cueRange(): readonly [number, number] {
    const distance = this.active.position.distanceTo(this.controls.target)
    return [distance - 0.55 * this.radius, distance + 1.25 * this.radius]
  }

  #scale(): number {
    if (this.active === this.orthographic) return this.orthographic.zoom
    return this.#height / (2 * Math.tan((FIELD * Math.PI) / 360) * this.active.position.distanceTo(this.controls.target))
  }

  #place(direction: Vec3, pixelsPerAngstrom: number, off = 1e-4): void {
    const near = this.#height / (2 * Math.tan((FIELD * Math.PI) / 360) * pixelsPerAngstrom)
    const distance = this.active === this.perspective ? Math.max(near, 1.2) : 3 * this.radius + 60
    // exactly along z the orbit controls would lose the azimuth
    const nudge = Math.abs(direction[2]) > 0.9999 ? new Vector3(0, off, 0) : new Vector3()
    this.active.position.copy(this.controls.target).sub(new Vector3(...direction).add(nudge).normalize().multiplyScalar(distance))
    this.active.far = 2 * distance + 10 * this.radius + 100
    if (this.active === this.orthographic) this.orthographic.zoom = pixelsPerAngstrom
    this.active.updateProjectionMatrix()
    this.controls.update()
  }
}
