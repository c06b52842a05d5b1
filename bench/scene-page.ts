/** The page side of bench/scene.ts: the same atoms as impostors and as instanced meshes, drawn to the end on one canvas. */
import { Color, DirectionalLight, AmbientLight, InstancedMesh, Matrix4, MeshLambertMaterial, OrthographicCamera, Scene, SphereGeometry, WebGLRenderer } from 'three'
import { Spheres, sceneUniforms } from '../src/renderer/scene/impostors'

export type Contestant = 'impostors' | 'meshes-20' | 'meshes-12'

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

/** Puts the atoms into the scene; returns what limits how many of them are drawn. */
function impostors(scene: Scene, spheres: Float32Array, n: number): (count: number) => void {
  const drawn = new Spheres(sceneUniforms(), false)
  drawn.setSpheres(spheres, n)
  drawn.setTints(new Uint8Array(4 * n).map((_, i) => (i % 4 === 3 ? 0 : 160)))
  scene.add(drawn.mesh)
  return (count) => (drawn.mesh.geometry.instanceCount = count)
}

function meshes(scene: Scene, spheres: Float32Array, n: number, segments: number): (count: number) => void {
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
  return (count) => (mesh.count = count)
}

/** Milliseconds of each of `frames` frames, after one of a few atoms that compiles the shaders; a pixel is read back so that a frame is really drawn. */
function measure(kind: Contestant, n: number, frames: number): { times: number[]; renderer: string; lit: number } {
  const gl = new WebGLRenderer({ antialias: false, preserveDrawingBuffer: true })
  gl.setSize(SIZE.width, SIZE.height, false)
  const scene = new Scene()
  const spheres = atoms(n)
  const limit = kind === 'impostors' ? impostors(scene, spheres, n) : meshes(scene, spheres, n, kind === 'meshes-20' ? 20 : 12)
  const wide = Math.ceil(Math.sqrt(n / 4)) * 2.56
  const half = wide * 0.62
  const camera = new OrthographicCamera(-half * (SIZE.width / SIZE.height), half * (SIZE.width / SIZE.height), half, -half, 0.1, 4 * wide + 400)
  camera.up.set(0, 0, 1)
  const pixel = new Uint8Array(4 * SIZE.width * SIZE.height)
  const context = gl.getContext()
  const times: number[] = []
  for (let f = -1; f < frames; f++) {
    const angle = 0.6 + 0.05 * f
    camera.position.set(wide / 2 + Math.cos(angle) * wide, wide / 2 + Math.sin(angle) * wide, wide)
    camera.lookAt(wide / 2, wide / 2, 0)
    limit(f < 0 ? 10 : n)
    const start = performance.now()
    gl.render(scene, camera)
    context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, pixel)
    if (f >= 0) times.push(performance.now() - start)
  }
  context.readPixels(0, 0, SIZE.width, SIZE.height, context.RGBA, context.UNSIGNED_BYTE, pixel)
  let lit = 0
  for (let i = 0; i < pixel.length; i += 4) if (pixel[i]! + pixel[i + 1]! + pixel[i + 2]! > 30) lit++
  const info = context.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER))
  gl.dispose()
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return { times, renderer, lit: lit / (SIZE.width * SIZE.height) }
}

Object.assign(window, { measure })
