/** Small pictures of structures by the code of the scene: one WebGL context off screen draws them all, one after the other. */
import { Color, NoToneMapping, Scene, WebGLRenderer } from 'three'
import { DEFAULT_LAYOUT, type SceneOptions } from '../state/view'
import { dot, vec3, type Vec3 } from '../../domain/math/vec3'
import { ADSORBATE } from '../../domain/structure/structure'
import { ViewCamera, type Preset } from './camera'
import { centredOnAdsorbate } from './centre'
import type { SceneContent } from './content'
import { PALETTES, type Theme } from './palette'
import { SceneModel } from './scene-model'

export interface ThumbnailRequest {
  readonly content: SceneContent
  readonly theme: Theme
  readonly preset: Preset
  /** CSS px; drawn with two samples per pixel and direction */
  readonly width: number
  readonly height: number
}

const OPTIONS: SceneOptions = { ...DEFAULT_LAYOUT.scene, cell: false, markFixed: false }
const SAMPLES = 2
/** Å: surface atoms so near an adsorbate atom belong to its site */
const SITE = 4

const squared = (a: Vec3, b: Vec3): number => {
  const d: Vec3 = [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
  return dot(d, d)
}

export class ThumbnailPainter {
  readonly #canvas = document.createElement('canvas')
  readonly #gl: WebGLRenderer
  readonly #scene = new Scene()
  readonly #model = new SceneModel(false)
  readonly #camera: ViewCamera
  #compiled = false

  /** Throws where the machine has no WebGL 2. */
  constructor() {
    this.#gl = new WebGLRenderer({ canvas: this.#canvas, antialias: false, alpha: false })
    this.#gl.toneMapping = NoToneMapping
    this.#camera = new ViewCamera(this.#canvas, () => undefined)
    this.#scene.add(this.#model.group)
  }

  /** What an anomaly points at is marked, as in the view. The adsorbate and the site around it fill the picture. One at a time: the scene is shared. */
  async paint({ content: given, theme, preset, width, height }: ThumbnailRequest): Promise<Blob> {
    const content = { ...given, structure: centredOnAdsorbate(given.structure) }
    const palette = PALETTES[theme]
    const [gl, model, camera] = [this.#gl, this.#model, this.#camera]
    gl.setPixelRatio(1)
    gl.setSize(width * SAMPLES, height * SAMPLES, false)
    gl.setClearColor(new Color(palette.background), 1)
    model.setStructure(content.structure, { images: 1, bulk: content.bulk })
    model.setFrame(content, OPTIONS, palette)
    model.setMarks(content, OPTIONS, palette, [], -1)
    camera.resize(width * SAMPLES, height * SAMPLES)
    const { spheres, count } = this.#subject(content)
    camera.fit(spheres, count, preset)
    model.uniforms.cueRange.value.set(...camera.cueRange())
    // where the driver compiles beside the page's own thread, the first picture does not hold it up
    if (!this.#compiled) await gl.compileAsync(this.#scene, camera.active)
    this.#compiled = true
    gl.render(this.#scene, camera.active)
    const picture = document.createElement('canvas')
    picture.width = width * SAMPLES
    picture.height = height * SAMPLES
    // taken in the same task: the drawing buffer is gone in the next one
    picture.getContext('2d')!.drawImage(this.#canvas, 0, 0)
    return new Promise((resolve, reject) => picture.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be written'))), 'image/png'))
  }

  /** The adsorbate and the surface atoms near it; the surface where there is no adsorbate; all where neither is tagged. */
  #subject({ structure }: SceneContent): { readonly spheres: ArrayLike<number>; readonly count: number } {
    const { list, spheres, count } = this.#model
    const drawn = Array.from(list!.atoms, (atom, k) => ({ tag: structure.tags[atom]!, centre: vec3(spheres, 4 * k), sphere: spheres.subarray(4 * k, 4 * k + 4) }))
    const adsorbate = drawn.filter(({ tag }) => tag === ADSORBATE)
    const near = drawn.filter(({ tag, centre }) => tag === 1 && (adsorbate.length === 0 || adsorbate.some((a) => squared(a.centre, centre) < SITE * SITE)))
    const chosen = [...adsorbate, ...near]
    if (chosen.length === 0) return { spheres, count }
    return { spheres: Float32Array.from(chosen.flatMap(({ sphere }) => [...sphere])), count: chosen.length }
  }

  dispose(): void {
    this.#model.dispose()
    this.#camera.dispose()
    this.#gl.dispose()
    this.#gl.forceContextLoss()
  }
}
