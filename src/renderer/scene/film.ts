/** What films of a relaxation share: which frames, how large, and drawing them one by one without the selection. */
import type { Camera, Scene, WebGLRenderer } from 'three'
import type { SceneOptions } from '../state/view'
import type { SceneContent } from './content'
import type { ScenePalette } from './palette'
import type { SceneModel } from './scene-model'

export interface Movie {
  /** [frames * 3n] Å */
  readonly positions: Float32Array
  readonly frames: number
}

export interface Drawn {
  readonly gl: WebGLRenderer
  readonly scene: Scene
  readonly camera: Camera
  readonly model: SceneModel
  readonly content: SceneContent
  readonly options: SceneOptions
  readonly palette: ScenePalette
}

const MAX_FRAMES = 80
export const DELAY_MS = 60
/** the last frame is the result: it stays a while */
export const LAST_MS = 1200

/** The frames to show, evenly spread, the first and the last among them. */
export function chosenFrames(frames: number, limit = MAX_FRAMES): readonly number[] {
  const n = Math.min(frames, limit)
  return Array.from({ length: n }, (_, k) => (n === 1 ? 0 : Math.round((k * (frames - 1)) / (n - 1))))
}

/** A canvas of at most `maxWidth` pixels, and what draws one frame of the relaxation on it. Put the scene back with `restore`. */
export function filmCanvas(drawn: Drawn, movie: Movie, maxWidth: number): { readonly canvas: HTMLCanvasElement; readonly context: CanvasRenderingContext2D; readonly draw: (frame: number) => void; readonly restore: () => void } {
  const { gl, scene, camera, model, content, options, palette } = drawn
  const box = gl.domElement.getBoundingClientRect()
  const factor = Math.min(gl.getPixelRatio(), maxWidth / box.width)
  const canvas = document.createElement('canvas')
  // even sizes: video codecs take colours from blocks of two by two pixels
  canvas.width = 2 * Math.round((box.width * factor) / 2)
  canvas.height = 2 * Math.round((box.height * factor) / 2)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('The film could not be drawn')
  const size = content.structure.positions.length
  const show = (what: SceneContent): void => {
    model.setFrame(what, options, palette)
    model.setMarks(what, options, palette, [], -1)
    model.settle()
    gl.render(scene, camera)
  }
  return {
    canvas,
    context,
    draw: (frame) => {
      show({ ...content, positions: movie.positions.subarray(frame * size, (frame + 1) * size), forces: null, distances: null, highlights: [], links: [] })
      context.drawImage(gl.domElement, 0, 0, canvas.width, canvas.height)
    },
    restore: () => show(content),
  }
}
