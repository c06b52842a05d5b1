/**
 * Impostor spheres, with and without ambient occlusion, against instanced sphere meshes (20 and 12 segments, Lambert): milliseconds a frame of the same
 * atoms by the same renderer, 1020 x 800 pixels, no multisampling. Ratios carry over to other machines (scene.csv); frames a second stand beside the name
 * of the renderer (scene-frames.csv).
 * `npx node bench/run.mjs scene [rounds [atoms]]`: SwiftShader. `--gpu`: the graphics card; `--frames`: without the meshes. ADATOM_ANGLE names
 * another back end of ANGLE than the platform's own (Linux: gl-egl; vulkan, gl, d3d11, metal). Needs Chromium (ADATOM_CHROMIUM names another one than /usr/bin/chromium).
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { rolldown } from 'rolldown'
import { isSoftware } from '../src/renderer/scene/gl'
import { interleaved, median, record } from './record'
import type { Contestant, Measured } from './scene-page'

const SIZES = [500, 5_000, 100_000]
const FRAMES = 2
/** from here on one frame each in software, which draws the finer meshes for minutes */
const LARGE = 50_000
/** on a graphics card each contestant draws for so long, ms */
const ON_CARD = 3_000
/** share of the picture that is not background: all contestants must draw the same atoms */
const SAME_PICTURE = 0.02

const executablePath = process.env['ADATOM_CHROMIUM'] ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) throw new Error(`Chromium was not found at ${executablePath}`)
const gpu = process.argv.includes('--gpu')
const frames = process.argv.includes('--frames')
const contestants: readonly Contestant[] = ['impostors', 'impostors-occlusion', ...(frames ? [] : ['meshes-12', 'meshes-20'] as const)]
const [rounds = 3, only] = process.argv.slice(2).filter((word) => !word.startsWith('--')).map(Number)
const angle = process.env['ADATOM_ANGLE'] ?? (process.platform === 'linux' ? 'gl-egl' : 'default')
const args = gpu ? ['--enable-gpu', '--ignore-gpu-blocklist', `--use-angle=${angle}`] : ['--use-angle=swiftshader', '--enable-unsafe-swiftshader']

const bundle = await rolldown({ input: join(process.cwd(), 'bench/scene-page.ts'), platform: 'browser', logLevel: 'warn' })
const { output } = await bundle.generate({ format: 'iife' })
await bundle.close()
const browser = await chromium.launch({ executablePath, args })
const page = await browser.newPage()
await page.addScriptTag({ content: output[0].code })
page.setDefaultTimeout(0)

for (const atoms of only === undefined ? SIZES : [only]) {
  const large = atoms >= LARGE
  const found = new Map<Contestant, Measured>()
  const run = (kind: Contestant) => async (): Promise<number> => {
    const measured = await page.evaluate(([k, n, f, least]) => (window as unknown as { measure(k: string, n: number, f: number, least: number): Measured }).measure(k, n, f, least), [kind, atoms, large && !gpu ? 1 : FRAMES, gpu ? ON_CARD : 0] as const)
    if (gpu && isSoftware(measured.renderer)) throw new Error(`No graphics card draws here, but ${measured.renderer}. Another back end may: ADATOM_ANGLE=vulkan`)
    found.set(kind, measured)
    return median(measured.times)
  }
  const times = await interleaved(large && !gpu && !frames ? 1 : rounds, Object.fromEntries(contestants.map((kind) => [kind, run(kind)])))
  const lit = [...found.values()].map((m) => m.lit)
  if (Math.min(...lit) < 0.05 || Math.max(...lit) - Math.min(...lit) > SAME_PICTURE) throw new Error(`The contestants drew different pictures: ${JSON.stringify([...found])}`)
  const ms = (kind: Contestant): number => median(times.get(kind)!)
  const ratio = (a: Contestant, b: Contestant): string => (ms(a) / ms(b)).toFixed(2)
  const { renderer } = found.get('impostors')!
  if (!frames) record('scene', [{
    renderer: /SwiftShader|llvmpipe/.exec(renderer)?.[0] ?? renderer.replaceAll(',', ' '), atoms, impostors_ms: ms('impostors').toFixed(1), meshes12_ms: ms('meshes-12').toFixed(1), meshes20_ms: ms('meshes-20').toFixed(1),
    meshes12_over_impostors: ratio('meshes-12', 'impostors'), meshes20_over_impostors: ratio('meshes-20', 'impostors'), occlusion_ms: ms('impostors-occlusion').toFixed(1), occlusion_over_plain: ratio('impostors-occlusion', 'impostors'),
  }])
  record('scene-frames', (['impostors', 'impostors-occlusion'] as const).map((kind) => ({
    renderer: renderer.replaceAll(',', ' '), atoms, occlusion: kind === 'impostors' ? 'no' : 'yes', frame_ms: ms(kind).toFixed(2), frames_per_second: (1000 / ms(kind)).toFixed(2), occlusion_computed_ms: found.get(kind)!.computed.toFixed(1),
  })))
}
await browser.close()
