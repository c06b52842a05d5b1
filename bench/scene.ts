/**
 * Impostor spheres against instanced sphere meshes (20 and 12 segments, Lambert): milliseconds a frame of the same atoms in the same software
 * renderer, 1020 x 800 pixels, no multisampling. The ratio is what carries over to other machines.
 * `npx node bench/run.mjs scene [rounds [atoms]]` needs Chromium (ADATOM_CHROMIUM names another one than /usr/bin/chromium).
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { rolldown } from 'rolldown'
import { interleaved, median, record } from './record'
import type { Contestant } from './scene-page'

const CONTESTANTS: readonly Contestant[] = ['impostors', 'meshes-12', 'meshes-20']
const SIZES = [500, 5_000, 100_000]
const FRAMES = 2
/** from here on one frame each: software draws the finer meshes for minutes */
const LARGE = 50_000
/** share of the picture that is not background: all contestants must draw the same atoms */
const SAME_PICTURE = 0.02

interface Result {
  readonly times: readonly number[]
  readonly renderer: string
  readonly lit: number
}

const executablePath = process.env['ADATOM_CHROMIUM'] ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) throw new Error(`Chromium was not found at ${executablePath}`)
const bundle = await rolldown({ input: join(process.cwd(), 'bench/scene-page.ts'), platform: 'browser', logLevel: 'warn' })
const { output } = await bundle.generate({ format: 'iife' })
await bundle.close()
const browser = await chromium.launch({ executablePath, args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] })
const page = await browser.newPage()
await page.addScriptTag({ content: output[0].code })
page.setDefaultTimeout(0)
const rounds = Number(process.argv[2] ?? 3)
const sizes = process.argv[3] ? [Number(process.argv[3])] : SIZES

for (const atoms of sizes) {
  const lit = new Map<Contestant, number>()
  let renderer = ''
  const run = (kind: Contestant) => async (): Promise<number> => {
    const result = await page.evaluate(([k, n, f]) => (window as unknown as { measure(k: string, n: number, f: number): Result }).measure(k, n, f), [kind, atoms, atoms >= LARGE ? 1 : FRAMES] as const)
    lit.set(kind, result.lit)
    renderer = result.renderer
    return median(result.times)
  }
  const times = await interleaved(atoms >= LARGE ? 1 : rounds, Object.fromEntries(CONTESTANTS.map((kind) => [kind, run(kind)])))
  const [least, most] = [Math.min(...lit.values()), Math.max(...lit.values())]
  if (least < 0.05 || most - least > SAME_PICTURE) throw new Error(`The contestants drew different pictures: ${JSON.stringify([...lit])}`)
  const ms = (kind: Contestant): number => median(times.get(kind)!)
  record('scene', [{ renderer: /SwiftShader|llvmpipe/.exec(renderer)?.[0] ?? 'other', atoms, impostors_ms: ms('impostors').toFixed(1), meshes12_ms: ms('meshes-12').toFixed(1), meshes20_ms: ms('meshes-20').toFixed(1), meshes12_over_impostors: (ms('meshes-12') / ms('impostors')).toFixed(2), meshes20_over_impostors: (ms('meshes-20') / ms('impostors')).toFixed(2) }])
}
await browser.close()
