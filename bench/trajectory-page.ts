/** The page side of bench/trajectory.ts: an answer of the host until it is on screen. */
import { OrthographicCamera, Scene, WebGLRenderer } from 'three'
import type { TrajectoryData } from '../src/contract/host-api'
import { decode } from '../src/contract/codec'
import { plotPath, range } from '../src/renderer/plots/plot-path'
import { plainContent } from '../src/renderer/scene/content'
import { PALETTES } from '../src/renderer/scene/palette'
import { SceneModel } from '../src/renderer/scene/scene-model'
import { DEFAULT_LAYOUT } from '../src/renderer/state/view'

const options = DEFAULT_LAYOUT.scene
const palette = PALETTES.light
const [WIDTH, HEIGHT, SCRUBBED] = [800, 600, 20]

const gl = new WebGLRenderer({ antialias: false })
gl.setSize(WIDTH, HEIGHT, false)
/** as in the app, one model shows one structure after the other: its shaders are compiled once */
const model = new SceneModel(false)
const scene = new Scene().add(model.group)
const camera = new OrthographicCamera(-16, 16, 12, -12, 0.1, 200)
camera.up.set(0, 0, 1)
camera.position.set(11, -60, 40)
camera.lookAt(11, 7, 4)

function timed<T>(work: () => T): readonly [T, number] {
  const start = performance.now()
  const value = work()
  return [value, performance.now() - start]
}

function measure(base64: string): object {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
  const [data, decodeMs] = timed(() => decode(bytes.buffer) as TrajectoryData)
  const size = data.structure.positions.length
  const content = (frame: number) => ({ ...plainContent('t', data.structure), positions: data.positions.subarray(frame * size, (frame + 1) * size) })
  const show = (frame: number): void => {
    model.setFrame(content(frame), options, palette)
    model.setMarks(content(frame), options, palette, [], -1)
  }
  const [, sceneMs] = timed(() => {
    model.setStructure(data.structure, { images: 1, bulk: false })
    show(data.frames - 1)
  })
  const [, plotMs] = timed(() =>
    [data.energies, data.fmax].map((values) => {
      const high = range(values)[1]
      return plotPath(values, (i) => i, (v) => v / high, WIDTH)
    }),
  )
  const draw = (): void => {
    gl.render(scene, camera)
    gl.getContext().readPixels(0, 0, 1, 1, gl.getContext().RGBA, gl.getContext().UNSIGNED_BYTE, new Uint8Array(4))
  }
  const [, drawMs] = timed(draw)
  const [, scrubMs] = timed(() => {
    for (let f = 0; f < SCRUBBED; f++) show(f * 40)
  })
  return { decodeMs, sceneMs, plotMs, drawMs, frameMs: scrubMs / SCRUBBED }
}

Object.assign(window, { measure })
