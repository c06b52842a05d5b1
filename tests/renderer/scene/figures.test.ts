/** Figures: what is offered, what reaches the clipboard, and what is said where the machine cannot. */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { isError } from '../../../src/domain/errors'
import type * as Figures from '../../../src/renderer/scene/figures'
import type * as ViewStore from '../../../src/renderer/state/view-store'
import type * as Webm from '../../../src/renderer/scene/webm'

let figures: typeof Figures.figures
let useView: typeof ViewStore.useView
let webm: typeof Webm

beforeAll(async () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  ;({ figures } = await import('../../../src/renderer/scene/figures'))
  ;({ useView } = await import('../../../src/renderer/state/view-store'))
  webm = await import('../../../src/renderer/scene/webm')
})
afterEach(() => {
  vi.unstubAllGlobals()
  useView.setState({ notices: [] })
})

const picture = new Blob([Uint8Array.of(1, 2, 3)], { type: 'image/png' })
const never = (): Promise<never> => Promise.reject(new Error('not asked for'))
const source: Figures.FigureSource = { png: () => Promise.resolve(picture), gif: never, webm: never, shapes: () => ({ balls: [], rods: [], cones: [] }), sight: () => ({ orthographic: true, position: [0, -9, 0], target: [0, 0, 0], up: [0, 0, 1], width: 8, height: 6 }) }
const movie = { positions: new Float32Array(6), frames: 2 }
const one = (list: readonly Figures.Figure[], id: string): Figures.Figure => list.find((f) => f.id === id)!

describe('what is offered', () => {
  test('films only where there is a relaxation of more than one frame', () => {
    expect(figures(source, 'x', null).map(({ id }) => id)).toEqual(['copy', 'png', 'glb', 'pov'])
    expect(figures(source, 'x', { ...movie, frames: 1 }).map(({ id }) => id)).toEqual(['copy', 'png', 'glb', 'pov'])
    expect(figures(source, 'x', movie).map(({ id }) => id)).toEqual(['copy', 'png', 'glb', 'pov', 'gif', 'webm'])
  })
  test('video where the browser encodes it; elsewhere it says so and points at the GIF', () => {
    vi.stubGlobal('VideoEncoder', Object)
    expect(one(figures(source, 'x', movie), 'webm').missing).toBeNull()
    vi.stubGlobal('VideoEncoder', undefined)
    expect(one(figures(source, 'x', movie), 'webm').missing).toMatch(/no WebM.*GIF/)
  })
  test('asked for video all the same, the film is refused by name, not empty', async () => {
    vi.stubGlobal('VideoEncoder', undefined)
    const refused = await webm.renderWebm({} as never, movie).catch((error: unknown) => error)
    expect(isError(refused, 'Unsupported')).toBe(true)
  })
})

describe('the clipboard', () => {
  test('gets the picture as PNG, its promise handed over within the click', async () => {
    const items: Record<string, Promise<Blob>>[] = []
    vi.stubGlobal('ClipboardItem', function ClipboardItem(item: Record<string, Promise<Blob>>) {
      items.push(item)
    })
    const write = vi.fn((_items: unknown[]) => Promise.resolve())
    vi.stubGlobal('navigator', { clipboard: { write } })
    const done = one(figures(source, 'x', null), 'copy').run()
    // before anything was awaited
    expect(write).toHaveBeenCalledTimes(1)
    await done
    expect(await items[0]!['image/png']).toBe(picture)
    expect(useView.getState().notices.map(({ text }) => text)).toEqual(['The picture is on the clipboard'])
  })
  test('refused, it is told and nothing is claimed', async () => {
    vi.stubGlobal('ClipboardItem', Object)
    vi.stubGlobal('navigator', { clipboard: { write: () => Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError')) } })
    await one(figures(source, 'x', null), 'copy').run()
    expect(useView.getState().notices).toEqual([expect.objectContaining({ doing: 'Copying the picture' })])
  })
  test('where pages cannot write pictures, the way out is named', async () => {
    vi.stubGlobal('ClipboardItem', undefined)
    await one(figures(source, 'x', null), 'copy').run()
    expect(useView.getState().notices[0]!.error).toMatchObject({ kind: 'Unsupported', message: expect.stringMatching(/Save the picture instead/) as string })
  })
})
