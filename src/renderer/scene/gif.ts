/** A relaxation as an animated GIF: what is on screen, without selection, at most 80 frames and 560 pixels wide. */
import { applyPalette, GIFEncoder, quantize } from 'gifenc'
import type { Camera, Scene, WebGLRenderer } from 'three'
import type { SceneOptions } from '../state/view'
import type { SceneContent } from './content'
import type { ScenePalette } from './palette'
import type { SceneModel } from './scene-model'

const MAX_FRAMES = 80
const MAX_WIDTH = 560
const DELAY_MS = 60
/** the last frame is the result: it stays a while */
const LAST_MS = 1200

export interface Movie {
  /** [frames * 3n] Å */
  readonly positions: Float32Array
  readonly frames: number
}

/** The frames to show, evenly spread, the first and the last among them. */
export function chosenFrames(frames: number, limit = MAX_FRAMES): readonly number[] {
  const n = Math.min(frames, limit)
  return Array.from({ length: n }, (_, k) => (n === 1 ? 0 : Math.round((k * (frames - 1)) / (n - 1))))
}

interface Drawn {
  readonly gl: WebGLRenderer
  readonly scene: Scene
  readonly camera: Camera
  readonly model: SceneModel
  readonly content: SceneContent
  readonly options: SceneOptions
  readonly palette: ScenePalette
}

/** Draws and encodes one frame between two frames of the screen, so that the window stays alive. */
export async function renderGif(drawn: Drawn, movie: Movie): Promise<Uint8Array> {
  const { gl, scene, camera, model, content, options, palette } = drawn
  const box = gl.domElement.getBoundingClientRect()
  const scale = Math.min(1, MAX_WIDTH / box.width)
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(box.width * scale)
  canvas.height = Math.round(box.height * scale)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('The film could not be drawn')
  const encoder = GIFEncoder()
  const size = content.structure.positions.length
  const frames = chosenFrames(movie.frames)
  let colours: number[][] | null = null
  try {
    for (const [k, frame] of frames.entries()) {
      show({ ...content, positions: movie.positions.subarray(frame * size, (frame + 1) * size), forces: null, highlights: [], links: [] })
      context.drawImage(gl.domElement, 0, 0, canvas.width, canvas.height)
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
      // One palette for all frames: the atoms keep their colours and the file stays small.
      colours ??= quantize(data, 256)
      encoder.writeFrame(applyPalette(data, colours), canvas.width, canvas.height, { ...(k === 0 ? { palette: colours } : {}), delay: k === frames.length - 1 ? LAST_MS : DELAY_MS })
      await new Promise(requestAnimationFrame)
    }
  } finally {
    show(content)
  }
  encoder.finish()
  return encoder.bytes()

  function show(what: SceneContent): void {
    model.setFrame(what, options, palette)
    model.setMarks(what, options, palette, [], -1)
    gl.render(scene, camera)
  }
}
