/** What a comparison needs of the scene: views that turn as one, ghosts where something moved, colours by distance. */
import { describe, expect, test } from 'vitest'
import { makeStructure } from '../../../src/domain/structure/structure'
import { distanceColours, exaggerationFor, moveArrows, share } from '../../../src/renderer/scene/atom-values'
import { CameraLink, ViewCamera } from '../../../src/renderer/scene/camera'
import { NEUTRAL, scaleColour } from '../../../src/renderer/scene/colour-scales'
import { drawList } from '../../../src/renderer/scene/draw-list'
import { ghostPack } from '../../../src/renderer/scene/ghost'
import { packSpheres } from '../../../src/renderer/scene/pack'
import { pairSource } from '../../../src/renderer/scene/pair'
import type { FigureSource } from '../../../src/renderer/scene/figures'

/** As much of an element as the orbit controls touch when nothing is dragged. */
function element(): HTMLElement {
  const listen = { addEventListener: () => undefined, removeEventListener: () => undefined }
  return { ...listen, style: {}, getRootNode: () => listen, ownerDocument: listen, clientHeight: 300, clientWidth: 400 } as unknown as HTMLElement
}
const spheres = (x: number, wide: number): Float32Array => Float32Array.of(x, 0, 0, 1, x + wide, 0, 0, 1, x, 4, 3, 1)

describe('synced views', () => {
  const link = new CameraLink()
  const cameras = [0, 50].map((x) => {
    const camera = new ViewCamera(element(), () => undefined, link)
    camera.resize(400, 300)
    camera.fit(spheres(x, 5), 3, 'oblique')
    return camera
  })
  const [a, b] = cameras as [ViewCamera, ViewCamera]
  const same = (): void => {
    b.pose().direction.forEach((v, i) => expect(v).toBeCloseTo(a.pose().direction[i]!, 6))
    expect(b.pose().pixelsPerAngstrom).toBeCloseTo(a.pose().pixelsPerAngstrom, 6)
    b.pose().offset.forEach((v, i) => expect(v).toBeCloseTo(a.pose().offset[i]!, 6))
  }
  test('a preset of one is the preset of the other, each about its own structure', () => {
    a.fit(spheres(0, 5), 3, 'side')
    same()
    expect(b.controls.target.x - a.controls.target.x).toBeCloseTo(50, 6)
  })
  test('the larger structure sets the scale of both', () => {
    const small = a.pose().pixelsPerAngstrom
    b.fit(spheres(50, 40), 3, 'front')
    const large = b.pose().pixelsPerAngstrom
    expect(large).toBeLessThan(small)
    a.fit(spheres(0, 5), 3, 'front')
    expect(a.pose().pixelsPerAngstrom).toBeCloseTo(large, 6)
    same()
    b.fit(spheres(50, 5), 3, 'side')
  })
  test('turning, moving and zooming one by hand moves the other, either way round', () => {
    b.orthographic.zoom *= 1.7
    b.controls.target.x += 1.5
    b.active.position.set(b.controls.target.x + 20, 30, 40)
    b.controls.update()
    same()
    expect(a.pose().offset[0]).toBeCloseTo(1.5, 6)
    a.active.position.add({ x: 3, y: -8, z: 1 })
    a.controls.update()
    same()
  })
  test('looking exactly down both keep the azimuth of the one that was turned', () => {
    a.fit(spheres(0, 5), 3, 'top')
    const { x, y, z } = a.controls.target
    a.active.position.set(x + 1e-3, y + 1e-3, z + 70)
    a.controls.update()
    same()
  })
  test('a view that left stays as it is', () => {
    const before = b.pose()
    b.dispose()
    a.fit(spheres(0, 5), 3, 'front')
    expect(b.pose()).toEqual(before)
  })
})

describe('the ghost of an overlay', () => {
  const a = makeStructure({ numbers: [78, 78], positions: [0, 0, 0, 2.7, 0, 0], cell: [5.4, 0, 0, 0, 5.4, 0, 0, 0, 20], pbc: [true, true, false] })
  const b = makeStructure({ ...a, numbers: [78, 78, 6, 8], positions: [0.02, 0, 0, 2.7, 0.4, 0, 2.7, 0.4, 2, 2.7, 0.4, 3.15], tags: [0, 0, 2, 2], fixed: [0, 0, 0, 0] })
  const vectors = Float64Array.of(0.02, 0, 0, 0, 0.4, 0)
  const list = drawList(a, { images: 2, bulk: false })
  const drawn = packSpheres(list, a.positions, 'ball')
  const pack = ghostPack({ structure: b, pairs: [[0, 0], [1, 1]], vectors, exaggeration: 2 }, list, drawn, 'ball', 2)
  test('shows atoms that moved beside every image of theirs, and atoms that are new; none that stayed', () => {
    // one moved atom and two new ones, in two by two cells
    expect(pack.spheres.length / 4).toBe(3 * 4)
    const places = Array.from({ length: 4 }, (_, k) => [pack.spheres[4 * k]!, pack.spheres[4 * k + 1]!].map((x) => Number(x.toFixed(2))).join())
    expect(places.toSorted()).toEqual(['2.7,0.4', '2.7,5.8', '8.1,0.4', '8.1,5.8'])
  })
  test('is bonded within itself, and to atoms that stayed: carbon to oxygen and to the atom below, and that to its neighbour', () => {
    // in each of four cells C-O and C-Pt; each moved Pt with the drawn Pt on its left, and those in the middle with the one on their right
    expect(pack.bonds).toHaveLength(2 * 4 + 6)
  })
  test('has arrows as many times longer as it says, none for what stayed', () => {
    const arrows = moveArrows(list.atoms, drawn, vectors, 2)
    expect(arrows).toHaveLength(4)
    expect(arrows[0]!.vector).toEqual([0, 0.8, 0])
    expect([0.01, 0.06, 0.3, 0.6, 3].map(exaggerationFor)).toEqual([1, 20, 5, 2, 1])
  })
})

describe('colours by latent distance', () => {
  const distances = { perAtom: Float64Array.of(Number.NaN, 25, 400, Infinity), structure: 212, threshold: 344, metric: 'squared' as const }
  const { colours, scale } = distanceColours(distances, 'cividis')
  test('held atoms are neutral, unknown elements at the end of the scale', () => {
    expect(colours[0]).toEqual(NEUTRAL)
    expect(colours[3]).toEqual(scaleColour('cividis', 1))
    expect(colours[1]).toEqual(scaleColour('cividis', Math.sqrt(25 / scale!.high)))
  })
  test('the threshold stands at the same place of the bar as long as no atom is far beyond it', () => {
    expect(share(344, scale!)).toBeCloseTo(0.8, 12)
    expect(scale).toMatchObject({ mark: { value: 344 }, low: 0 })
    const far = distanceColours({ ...distances, perAtom: Float64Array.of(5000) }, 'cividis').scale!
    expect([far.high, share(5000, far)]).toEqual([5000, 1])
    expect(share(344, far)).toBeCloseTo(Math.sqrt(344 / 5000), 12)
  })
  test('plain distances are shown as they are', () => {
    expect(share(50, distanceColours({ ...distances, metric: 'euclidean', perAtom: Float64Array.of(50) }, 'viridis').scale!)).toBeCloseTo((50 / 344) * 0.8, 12)
  })
})

test('two views as one scene: the second a picture to the right, the sight wide enough for both', () => {
  const sight = { orthographic: true, position: [0, -10, 0] as const, target: [0, 0, 0] as const, up: [0, 0, 1] as const, width: 8, height: 6 }
  const view = (x: number): FigureSource => ({ png: () => Promise.reject(new Error()), gif: () => Promise.reject(new Error()), webm: () => Promise.reject(new Error()), shapes: () => ({ balls: [{ centre: [x, 0, 1], radius: 1, colour: [0, 0, 0], ghost: false }], rods: [], cones: [] }), sight: () => ({ ...sight, position: [x, -10, 0], target: [x, 0, 0] }) })
  const pair = pairSource(view(0), view(100))
  expect(pair.shapes().balls.map(({ centre }) => centre)).toEqual([[0, 0, 1], [8, 0, 1]])
  expect(pair.sight()).toMatchObject({ width: 16, height: 6, target: [4, 0, 0] })
})
