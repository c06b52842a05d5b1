/**
 * How long a trajectory of 1,000 frames of 200 atoms takes from the project file to the screen, and a step of its scrubber: milliseconds, medians.
 * `npx node bench/run.mjs trajectory [rounds]` needs Chromium. What is timed is what the app runs: the blob decoded, the answer encoded and decoded as between
 * server and page, the scene built and drawn by the software renderer, both plot lines.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { rolldown } from 'rolldown'
import { decode, encode } from '../src/contract/codec'
import { random } from '../src/domain/math/random'
import { makeStructure, type Structure } from '../src/domain/structure/structure'
import { decodeTrajectory, encodeTrajectory } from '../src/platform/store/blobs'
import { median, record } from './record'

const [FRAMES, ATOMS] = [1000, 200] as const
const rounds = Number(process.argv[2] ?? 5)

/** Five layers of 40 platinum atoms, the lower two held, that tremble as they settle. */
function slab(): Structure {
  const at = Array.from({ length: ATOMS }, (_, i) => ({ layer: Math.floor(i / 40), x: (i % 40) % 8, y: Math.floor((i % 40) / 8) }))
  return makeStructure({
    numbers: at.map(() => 78),
    positions: at.flatMap(({ layer, x, y }) => [2.8 * x + 1.4 * (layer % 2), 2.8 * y + 1.4 * (layer % 2), 2 * layer]),
    cell: [22.4, 0, 0, 0, 14, 0, 0, 0, 30],
    pbc: [true, true, false],
    tags: at.map(({ layer }) => (layer === 4 ? 1 : 0)),
    fixed: at.map(({ layer }) => (layer < 2 ? 1 : 0)),
  })
}

const structure = slab()
const stream = random(1, 'trajectory')
const positions = Float32Array.from({ length: FRAMES * 3 * ATOMS }, (_, i) => structure.positions[i % (3 * ATOMS)]! + (structure.fixed[Math.floor((i % (3 * ATOMS)) / 3)] ? 0 : 0.1 * stream.normal()))
const series = (scale: number): Float64Array => Float64Array.from({ length: FRAMES }, (_, f) => scale * Math.exp(-f / 200))
const blob = await encodeTrajectory({ frames: FRAMES, positions, energies: series(2), fmax: series(5) }, structure)

const executablePath = process.env['ADATOM_CHROMIUM'] ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) throw new Error(`Chromium was not found at ${executablePath}`)
const bundle = await rolldown({ input: join(process.cwd(), 'bench/trajectory-page.ts'), platform: 'browser', logLevel: 'warn' })
const { output } = await bundle.generate({ format: 'iife' })
await bundle.close()
const browser = await chromium.launch({ executablePath, args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] })
const page = await browser.newPage()
await page.addScriptTag({ content: output[0].code })

interface PageTimes {
  readonly decodeMs: number
  readonly sceneMs: number
  readonly plotMs: number
  readonly drawMs: number
  readonly frameMs: number
}
const host: number[] = []
const times: PageTimes[] = []
for (let round = 0; round <= rounds; round++) {
  const start = performance.now()
  const found = await decodeTrajectory(blob, structure)
  const answer = encode({ structure, ...found })
  const spent = performance.now() - start
  const of = (decode(answer.buffer) as { frames: number }).frames
  if (of !== FRAMES) throw new Error('The trajectory came back changed')
  // the first round warms up both sides
  const measured = await page.evaluate((bytes) => (window as unknown as { measure(b: string): PageTimes }).measure(bytes), Buffer.from(answer).toString('base64'))
  if (round > 0) {
    host.push(spent)
    times.push(measured)
  }
}
await browser.close()
const middle = (of: (t: PageTimes) => number): number => median(times.map(of))
record('trajectory', [{
  frames: FRAMES, atoms: ATOMS, stored_kB: Math.round(blob.length / 1000), host_ms: median(host).toFixed(1), decode_ms: middle((t) => t.decodeMs).toFixed(1), scene_ms: middle((t) => t.sceneMs).toFixed(1), plot_ms: middle((t) => t.plotMs).toFixed(1), draw_software_ms: middle((t) => t.drawMs).toFixed(1),
  open_without_draw_ms: (median(host) + middle((t) => t.decodeMs + t.sceneMs + t.plotMs)).toFixed(1), open_ms: (median(host) + middle((t) => t.decodeMs + t.sceneMs + t.plotMs + t.drawMs)).toFixed(1), scrub_without_draw_ms: middle((t) => t.frameMs).toFixed(2),
}])
