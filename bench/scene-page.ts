/** The page side of bench/scene.ts: the same atoms as impostors and as instanced meshes, drawn to the end on one canvas. */
import { Color, DirectionalLight, AmbientLight, InstancedMesh, Matrix4, MeshLambertMaterial, OrthographicCamera, Scene, SphereGeometry, WebGLRenderer } from 'three'
import { Spheres, sceneUniforms } from '../src/renderer/scene/impostors'
import { occlusionInSlices } from '../src/renderer/scene/occlusion'
import { occlusionStrength } from '../src/renderer/scene/occlusion-work'

export type Contestant = 'impostors' | 'impostors-occlusion' | 'meshes-20' | 'meshes-12'

/** What the page measured. */
export interface Measured {
  /** ms of each frame, drawn to its end */
  readonly times: readonly number[]
  /** ms: the occlusion of all atoms, computed once; 0 without */
  readonly computed: number
  /** what WebGL says that it draws with */
  readonly renderer: string
  /** share of the picture that is not background */
  readonly lit: number
}

const SIZE = { width: 1020, height: 800 }

/** n atoms of an fcc slab four layers deep, as wide as it must be: what a user looks at. */
function atoms(n: number): Float32Array {
  const side = Math.ceil(Math.sqrt(n / 4))
  const spheres = new Float32Array(4 * n)
  for (let i = 0; i < n; i++) {
    const [layer, rest] = [i % 4, Math.floor(i / 4)]
    spheres.set([(rest % side) * 2.56 + layer * 1.28, Math.floor(rest / side) * 2.56 + (layer % 2) * 1.28, layer * 2.09, 0.77], 4 * i)
  }
  return spheres
}

interface Actor {
  /** limits how many atoms are drawn */
  readonly limit: (count: number) => void
  readonly computed: number
}

function impostors(scene: Scene, spheres: Float32Array, n: number, occlusion: boolean): Actor {
  const uniforms = sceneUniforms()
  const drawn = new Spheres(uniforms, false)
  drawn.setSpheres(spheres, n)
  drawn.setTints(new Uint8Array(4 * n).map((_, i) => (i % 4 === 3 ? 0 : 160)))
  scene.add(drawn.mesh)
  const start = performance.now()
  if (occlusion) {
    const work = occlusionInSlices(spheres, n, [])
    let step = work.next()
    while (!step.done) step = work.next()
    drawn.setOcclusion(step.value.atoms)
    uniforms.occlusion.value = occlusionStrength('ball', false)
  }
  return { limit: (count) => (drawn.mesh.geometry.instanceCount = count), computed: occlusion ? performance.now() - start : 0 }
}

function meshes(scene: Scene, spheres: Float32Array, n: number, segments: number): Actor {
  const mesh = new InstancedMesh(new SphereGeometry(1, segments, segments), new MeshLambertMaterial({ color: 0xa0a0a0 }), n)
  const matrix = new Matrix4()
  for (let i = 0; i < n; i++) {
    const r = spheres[4 * i + 3]!
    matrix.makeScale(r, r, r).setPosition(spheres[4 * i]!, spheres[4 * i + 1]!, spheres[4 * i + 2]!)
    mesh.setMatrixAt(i, matrix)
    mesh.setColorAt(i, new Color(0.6, 0.6, 0.6))
  }
  mesh.frustumCulled = false
  scene.add(mesh, new AmbientLight(0xffffff, 1), new DirectionalLight(0xffffff, 2))
  return { limit: (count) => (mesh.count = count), computed: 0 }
}

/**
 * Milliseconds of each of `frames` frames (more, until `least` ms have passed), after one of a few atoms that compiles the shaders. A pixel is read back after
 * each, so that a frame is really drawn: frames a second found so are fewer than where the next frame is prepared meanwhile.
 */
function measure(kind: Contestant, n: number, frames: number, least: number): Measured {
  const gl = new WebGLRenderer({ antialias: false, preserveDrawingBuffer: true })
  gl.setSize(SIZE.width, SIZE.height, false)
  const scene = new Scene()
  const spheres = atoms(n)
  const { limit, computed } = kind === 'impostors' || kind === 'impostors-occlusion' ? impostors(scene, spheres, n, kind !== 'impostors') : meshes(scene, spheres, n, kind === 'meshes-20' ? 20 : 12)
  const wide = Math.ceil(Math.sqrt(n / 4)) * 2.56
  const half = wide * 0.62
  const camera = new OrthographicCamera(-half * (SIZE.width / SIZE.height), half * (SIZE.width / SIZE.height), half, -half, 0.1, 4 * wide + 400)
  camera.up.set(0, 0, 1)
  const pixel = new Uint8Array(4 * SIZE.width * SIZE.height)
  const context = gl.getContext()
  const times: number[] = []
  for (let f = -1, spent = 0; f < frames || spent < least; f++) {
    const angle = 0.6 + 0.05 * f
    camera.position.set(wide / 2 + Math.cos(angle) * wide, wide / 2 + Math.sin(angle) * wide, wide)
    camera.lookAt(wide / 2, wide / 2, 0)
    limit(f < 0 ? 10 : n)
    const start = performance.now()
    gl.render(scene, camera)
    context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, pixel)
    if (f < 0) continue
    times.push(performance.now() - start)
    spent += times.at(-1)!
  }
  context.readPixels(0, 0, SIZE.width, SIZE.height, context.RGBA, context.UNSIGNED_BYTE, pixel)
  let lit = 0
  for (let i = 0; i < pixel.length; i += 4) if (pixel[i]! + pixel[i + 1]! + pixel[i + 2]! > 30) lit++
  const info = context.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER))
  gl.dispose()
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return { times, computed, renderer, lit: lit / (SIZE.width * SIZE.height) }
}

Object.assign(window, { measure })
