/** Scenes for other programs: read back by three.js' own glTF loader, and rendered by POV-Ray where it is installed. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Mesh, OrthographicCamera, PerspectiveCamera, Vector3, type MeshStandardMaterial } from 'three'
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js'
import { afterAll, describe, expect, test } from 'vitest'
import { makeStructure } from '../../../src/domain/structure/structure'
import { plainContent } from '../../../src/renderer/scene/content'
import { glbScene } from '../../../src/renderer/scene/glb'
import { PALETTES } from '../../../src/renderer/scene/palette'
import { povScene } from '../../../src/renderer/scene/pov'
import { SceneModel } from '../../../src/renderer/scene/scene-model'
import { shapesOf, sightOf, type Shapes } from '../../../src/renderer/scene/shapes'
import { DEFAULT_LAYOUT } from '../../../src/renderer/state/view'

const palette = PALETTES.light
const RODS = 6 + 12 + 1
/** carbon monoxide standing on one copper atom, its oxygen to go 0.6 Å sideways */
const structure = makeStructure({ numbers: [29, 6, 8], positions: [2, 2, 2, 2, 2, 3.85, 2, 2, 5], cell: [6, 0, 0, 0, 6, 0, 0, 0, 12], pbc: [true, true, false], tags: [1, 2, 2] })

function shapes(): Shapes {
  const model = new SceneModel(false)
  const vectors = new Float64Array(9)
  vectors[6] = 0.6
  const ghost = { structure: makeStructure({ ...structure, positions: structure.positions.with(6, 2.6) }), pairs: [[0, 0], [1, 1], [2, 2]] as const, vectors, exaggeration: 2 }
  const content = { ...plainContent('co', structure), ghost }
  const options = { ...DEFAULT_LAYOUT.scene, cell: true }
  model.setStructure(structure, { images: 1, bulk: false })
  model.setFrame(content, options, palette)
  const found = shapesOf(model, { cell: true, palette })
  model.dispose()
  return found
}

test('the solids are those on screen: three atoms and a ghost, bonds in halves, twelve edges, one arrow', () => {
  const { balls, rods, cones } = shapes()
  expect(balls.map(({ centre, ghost }) => [...centre.map((x) => Number(x.toFixed(3))), ghost])).toEqual([[2, 2, 2, false], [2, 2, 3.85, false], [2, 2, 5, false], [2.6, 2, 5, true]])
  expect(balls[2]!.colour).toEqual([255, 13, 13])
  // Cu-C, C-O and the ghost's bond to the carbon that stayed in two halves each, twelve edges, one shaft
  expect(rods).toHaveLength(RODS)
  expect(cones).toHaveLength(1)
  // twice as long as the move
  expect(cones[0]!.tip.map((x) => Number(x.toFixed(4)))).toEqual([3.2, 2, 5])
})

describe('GLB', () => {
  const bytes = glbScene(shapes(), 'CO on Cu')
  test('is a glTF 2.0 container whose chunks fill it', () => {
    const view = new DataView(bytes.buffer)
    expect([view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)]).toEqual([0x46546c67, 2, bytes.length])
    const jsonLength = view.getUint32(12, true)
    expect(20 + jsonLength + 8 + view.getUint32(20 + jsonLength, true)).toBe(bytes.length)
  })
  test('is read by GLTFLoader: atoms where they were, y up, sRGB colours, ghosts clear', async () => {
    const { scene } = await new GLTFLoader().parseAsync(bytes.buffer as ArrayBuffer, '')
    scene.updateMatrixWorld(true)
    const meshes: Mesh[] = []
    scene.traverse((object) => object instanceof Mesh && meshes.push(object))
    expect(meshes).toHaveLength(4 + RODS + 1)
    const at = (mesh: Mesh): number[] => new Vector3().setFromMatrixPosition(mesh.matrixWorld).toArray().map((x) => Number(x.toFixed(3)))
    // z up becomes y up: (x, y, z) -> (x, z, -y)
    expect(meshes.slice(0, 4).map(at)).toEqual([[2, 2, -2], [2, 3.85, -2], [2, 5, -2], [2.6, 5, -2]])
    const oxygen = meshes[2]!.material as MeshStandardMaterial
    expect(oxygen.color.getHexString()).toBe('ff0d0d')
    expect((meshes[3]!.material as MeshStandardMaterial).transparent).toBe(true)
    // a unit sphere, as large as the node's scale says
    const { array, count } = meshes[2]!.geometry.getAttribute('position')
    for (let i = 0; i < count; i++) expect(Math.hypot(array[3 * i]!, array[3 * i + 1]!, array[3 * i + 2]!)).toBeCloseTo(1, 5)
    // the shaft of the arrow points along x, of unit length before its scale
    const shaft = meshes.at(-2)!
    const axis = new Vector3(0, 1, 0).transformDirection(shaft.matrixWorld)
    expect(axis.x).toBeCloseTo(1, 5)
  })
  test('shares one mesh among atoms of one element', async () => {
    const two = glbScene({ balls: [0, 1].map((x) => ({ centre: [x, 0, 0], radius: 1, colour: [9, 9, 9], ghost: false })), rods: [], cones: [] }, 'two')
    const { parser } = await new GLTFLoader().parseAsync(two.buffer as ArrayBuffer, '')
    expect([parser.json.meshes, parser.json.nodes].map((list: object[]) => list.length)).toEqual([1, 3])
  })
})

describe('POV-Ray', () => {
  const folder = mkdtempSync(join(tmpdir(), 'adatom-pov-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const installed = spawnSync('povray', ['--version']).error === undefined
  const camera = new OrthographicCamera(-8, 8, 6, -6)
  camera.up.set(0, 0, 1)
  camera.position.set(3, -40, 3)
  camera.lookAt(3, 3, 3)
  const sight = sightOf(camera, [3, 3, 3], 20, { width: 320, height: 240 })

  test('a scene has one solid a line, a camera as wide as the picture, and balanced braces', () => {
    const text = povScene(shapes(), sight, 'CO on Cu\nsecond line')
    expect(text.match(/^sphere /gm)).toHaveLength(4)
    expect(text.match(/^cylinder /gm)).toHaveLength(RODS)
    expect(text.match(/^cone /gm)).toHaveLength(1)
    expect(text).toContain('right -16*x')
    expect(text).toContain('up 12*y')
    expect(text.split('{')).toHaveLength(text.split('}').length)
    expect(text).not.toMatch(/NaN|undefined|Infinity/)
    expect(text.split('\n').slice(0, 2)).toEqual(['// CO on Cu second line', '// Render: povray +W1600 +H1200 +A +UA FILE.pov'])
  })

  test.skipIf(!installed).each(['orthographic', 'perspective'] as const)('renders it (%s): red oxygen above copper, not mirrored', (kind) => {
    const view = kind === 'orthographic' ? camera : Object.assign(new PerspectiveCamera(32, 4 / 3), { up: new Vector3(0, 0, 1) })
    view.position.set(3, -40, 3)
    view.lookAt(3, 3, 3)
    // the ghost hides nothing here: it is left out, and a green ball marks the right-hand side
    const { balls } = shapes()
    const scene: Shapes = { balls: [...balls.slice(0, 3), { centre: [7, 2, 2], radius: 0.8, colour: [0, 255, 0], ghost: false }], rods: [], cones: [] }
    writeFileSync(join(folder, 's.pov'), povScene(scene, sightOf(view, [3, 3, 3], 20, { width: 320, height: 240 }), kind))
    const run = spawnSync('povray', ['+Is.pov', '+Os.ppm', '+FP', '+W320', '+H240', '-D', '-A', 'Work_Threads=1'], { cwd: folder, encoding: 'utf8' })
    expect(run.status, run.stderr).toBe(0)
    const pixel = reader(readFileSync(join(folder, 's.ppm')))
    // 20 pixels an Å, the middle of the picture is (3, 3, 3): x to the right, z up
    const [oxygen, carbon, right] = [pixel(160 - 20, 120 - 40), pixel(160 - 20, 120 - 17), pixel(160 + 80, 120 + 20)]
    expect(oxygen[0]).toBeGreaterThan(2 * oxygen[1])
    expect(Math.max(...carbon) - Math.min(...carbon)).toBeLessThan(12)
    expect(right[1]).toBeGreaterThan(2 * right[0])
  }, 60_000)
})

/** Of a binary PPM, 8 bits a channel. */
function reader(bytes: Buffer): (x: number, y: number) => [number, number, number] {
  const head = /^P6\s+(?:#[^\n]*\n\s*)*(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', 0, 2000))!
  const width = Number(head[1])
  return (x, y) => [0, 1, 2].map((c) => bytes[head[0].length + 3 * (y * width + x) + c]!) as [number, number, number]
}
