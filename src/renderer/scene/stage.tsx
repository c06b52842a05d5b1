/** Inside the canvas: keeps the scene model and the camera in step with the props, and draws only when something changed. */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { Color, Raycaster, Vector2 } from 'three'
import type { SceneOptions } from '../state/view'
import { ViewCamera, type CameraLink, type Preset } from './camera'
import type { AtomColours } from './atom-values'
import type { SceneContent } from './content'
import { PALETTES, type Theme } from './palette'
import { pickSphere } from './pick'
import type { Drawn, Movie } from './film'
import { renderGif } from './gif'
import { renderPng } from './png'
import { shapesOf, sightOf, type Shapes, type Sight } from './shapes'
import { renderWebm } from './webm'
import { SceneModel } from './scene-model'

/** What the page may ask of a drawn scene. */
export interface StageHandle {
  /** drawn atom under a point of the canvas (CSS pixels from its corner), or -1 */
  readonly pick: (x: number, y: number) => number
  readonly fit: (preset: Preset | null) => void
  readonly png: () => Promise<Blob>
  readonly gif: (movie: Movie) => Promise<Uint8Array>
  /** Throws Unsupported where the browser cannot record video. */
  readonly webm: (movie: Movie) => Promise<Uint8Array>
  /** what is on screen, for other programs */
  readonly shapes: () => Shapes
  readonly sight: () => Sight
  readonly model: SceneModel
}

interface StageProps {
  readonly content: SceneContent
  readonly options: SceneOptions
  readonly theme: Theme
  readonly smooth: boolean
  readonly selected: readonly number[]
  readonly hovered: number
  readonly onReady: (handle: StageHandle) => void
  readonly onColours: (colours: AtomColours) => void
  /** screen directions of a, b, c after every change of the camera */
  readonly onTurn: (axes: readonly (readonly [number, number])[]) => void
  /** turned and zoomed together with the others of the link */
  readonly link?: CameraLink | null
}

export function Stage({ content, options, theme, smooth, selected, hovered, onReady, onColours, onTurn, link = null }: StageProps): React.JSX.Element {
  const { gl, scene, size, set, invalidate } = useThree()
  const model = useMemo(() => new SceneModel(smooth, !smooth, invalidate), [smooth, invalidate])
  const view = useRef<ViewCamera | null>(null)
  const fitted = useRef<string | null>(null)
  useEffect(() => () => model.dispose(), [model])

  useLayoutEffect(() => {
    const camera = new ViewCamera(gl.domElement, invalidate, link)
    view.current = camera
    fitted.current = null
    camera.resize(gl.domElement.clientWidth, gl.domElement.clientHeight)
    set({ camera: camera.active })
    return () => camera.dispose()
  }, [gl, set, invalidate, link])

  const palette = PALETTES[theme]
  const { structure, bulk } = content
  const { images } = options
  useLayoutEffect(() => {
    gl.setClearColor(new Color(palette.background), 1)
    model.setStructure(structure, { images, bulk })
    invalidate()
  }, [model, gl, palette, structure, bulk, images, invalidate])

  useLayoutEffect(() => {
    model.setFrame(content, options, palette)
    onColours(model.colours)
    invalidate()
  }, [model, content, options, palette, onColours, invalidate])

  // After every change of the frame too: the marks are drawn on its colours and positions.
  useLayoutEffect(() => {
    model.setMarks(content, options, palette, selected, hovered)
    invalidate()
  }, [model, content, options, palette, selected, hovered, invalidate])

  useLayoutEffect(() => {
    const camera = view.current!
    camera.resize(size.width, size.height)
    camera.use(options.perspective)
    set({ camera: camera.active })
    const key = `${content.key}|${options.images}|${options.style}|${size.width > 0}`
    if (size.width > 0 && (fitted.current !== key || !camera.touched)) {
      const { spheres, count } = model.subject()
      camera.fit(spheres, count, fitted.current === null ? 'oblique' : null)
      fitted.current = key
    }
    invalidate()
  }, [model, content.key, options.images, options.style, options.perspective, size.width, size.height, set, invalidate])

  const shown = useRef({ content, options, palette })
  useLayoutEffect(() => {
    shown.current = { content, options, palette }
  }, [content, options, palette])

  useEffect(() => {
    const drawn = (): Drawn => ({ gl, scene, camera: view.current!.active, model, ...shown.current })
    const handle: StageHandle = {
      model,
      fit: (preset) => {
        const { spheres, count } = model.subject()
        view.current!.fit(spheres, count, preset)
        invalidate()
      },
      pick: (x, y) => pickAt(view.current!, model, x / gl.domElement.clientWidth, y / gl.domElement.clientHeight),
      png: () => renderPng(gl, scene, view.current!.active, model),
      gif: (movie) => renderGif(drawn(), movie),
      webm: (movie) => renderWebm(drawn(), movie),
      shapes: () => shapesOf(model, { cell: shown.current.options.cell, palette: shown.current.palette }),
      sight: () => {
        const { active, controls } = view.current!
        return sightOf(active, controls.target.toArray(), view.current!.pose().pixelsPerAngstrom, { width: gl.domElement.clientWidth, height: gl.domElement.clientHeight })
      },
    }
    onReady(handle)
  }, [model, gl, scene, invalidate, onReady])

  useFrame(() => {
    const camera = view.current
    if (!camera) return
    model.uniforms.cueRange.value.set(...camera.cueRange())
    onTurn(axesOnScreen(camera, content.structure.cell))
  })

  return <primitive object={model.group} />
}

const raycaster = new Raycaster()

function pickAt(view: ViewCamera, model: SceneModel, u: number, v: number): number {
  view.active.updateMatrixWorld()
  raycaster.setFromCamera(new Vector2(2 * u - 1, 1 - 2 * v), view.active)
  const { origin, direction } = raycaster.ray
  return pickSphere(model.spheres, model.count, { origin: origin.toArray(), direction: direction.toArray() })
}

/** Unit-length cell vectors as x (right) and y (up) on the screen. */
function axesOnScreen({ active }: ViewCamera, cell: ArrayLike<number>): (readonly [number, number])[] {
  active.updateMatrixWorld()
  const m = active.matrixWorldInverse.elements
  return [0, 1, 2].map((i) => {
    const [x, y, z] = [cell[3 * i]!, cell[3 * i + 1]!, cell[3 * i + 2]!]
    const length = Math.hypot(x, y, z) || 1
    return [(m[0] * x + m[4] * y + m[8] * z) / length, (m[1] * x + m[5] * y + m[9] * z) / length] as const
  })
}
