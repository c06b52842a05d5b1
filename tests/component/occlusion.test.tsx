/** Ambient occlusion as it is drawn: on the screen and in the saved picture, with selection and where colours are numbers. */
import { beforeEach, expect, test, type TestContext } from 'vitest'
import { render } from 'vitest-browser-react'
import { makeStructure } from '../../src/domain/structure/structure'
import { plainContent, type SceneContent } from '../../src/renderer/scene/content'
import { glSupport } from '../../src/renderer/scene/gl'
import type { StageHandle } from '../../src/renderer/scene/stage'
import { Viewer } from '../../src/renderer/scene/viewer'
import { DEFAULT_LAYOUT, type SceneOptions } from '../../src/renderer/state/view'
import { useView } from '../../src/renderer/state/view-store'
import './pictures.css'

/** Two equal copper atoms far from each other; one lies below a ring of six oxygen atoms that leaves its top in sight. */
const RING = Array.from({ length: 6 }, (_, k) => [1.5 * Math.cos((k * Math.PI) / 3), 1.5 * Math.sin((k * Math.PI) / 3), 1])
const TWO = makeStructure({ numbers: [29, 29, 8, 8, 8, 8, 8, 8], positions: [0, 0, 0, 12, 0, 0, ...RING.flat()], cell: [40, 0, 0, 0, 40, 0, 0, 0, 40], pbc: [false, false, false] })

beforeEach(() => useView.setState({ layout: DEFAULT_LAYOUT }))

async function pictureOf(content: SceneContent, options: Partial<SceneOptions>): Promise<{ readonly covered: number; readonly free: number }> {
  useView.getState().setScene({ bonds: false, style: 'space', ...options })
  let handle: StageHandle | null = null
  const screen = await render(<div className="picture scene"><Viewer content={content} name="picture" onHandle={(ready) => { handle = ready; ready.fit('top') }} /></div>)
  await expect.poll(() => handle).not.toBeNull()
  await expect.poll(() => document.querySelector('.viewer-canvas canvas')).not.toBeNull()
  const picture = await createImageBitmap(await handle!.png())
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  const context = canvas.getContext('2d')!
  context.drawImage(picture, 0, 0)
  const { width, height } = document.querySelector('.viewer-canvas canvas')!.getBoundingClientRect()
  expect(picture.width).toBe(Math.round(4 * width))
  // where the page says the atoms are
  const at = (drawn: number): number => {
    for (let y = 2; y < height; y += 2) {
      for (let x = 2; x < width; x += 2) {
        if (handle!.pick(x, y) !== drawn) continue
        // the first row that meets the sphere: its top; the middle lies a radius below
        let end = y
        while (handle!.pick(x, end) === drawn) end += 1
        let right = x
        const middle = (y + end) / 2
        while (handle!.pick(right, middle) === drawn) right += 1
        let left = x
        while (handle!.pick(left, middle) === drawn) left -= 1
        const [r, g, b, a] = context.getImageData(Math.round(2 * (left + right)), Math.round(4 * middle), 1, 1).data
        expect(a).toBe(255)
        return (r! + g! + b!) / 3
      }
    }
    throw new Error(`atom ${drawn} is not in sight`)
  }
  const result = { covered: at(0), free: at(1) }
  await screen.unmount()
  return result
}

const needsGl = ({ skip }: TestContext): void => {
  if (!glSupport().available) skip('this browser has no WebGL 2')
}

test('an atom in a hollow is darker in the saved picture, an atom alone is not', async (context) => {
  needsGl(context)
  const content = plainContent('two', TWO)
  const on = await pictureOf(content, { occlusion: 'on' })
  const off = await pictureOf(content, { occlusion: 'off' })
  // of 255: with no occlusion both are lit alike
  expect(Math.abs(off.covered - off.free)).toBeLessThan(3)
  expect(on.free - on.covered).toBeGreaterThan(15)
  // in a small scene the default is on, whatever draws it
  expect(await pictureOf(content, { occlusion: 'automatic' })).toEqual(on)
})

test('where colours are numbers it is weaker', async (context) => {
  needsGl(context)
  const forces = new Float64Array(24).fill(1)
  const strong = await pictureOf(plainContent('two', TWO), { occlusion: 'on' })
  const weak = await pictureOf({ ...plainContent('two', TWO), forces }, { occlusion: 'on', colouring: 'force' })
  const share = ({ covered, free }: { covered: number; free: number }): number => covered / free
  expect(share(weak)).toBeGreaterThan(share(strong) + 0.03)
})
