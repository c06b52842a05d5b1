/**
 * What is drawn stays what it is: scenes, plots and screens against pictures of them (__screenshots__, drawn by SwiftShader in Debian's Chromium).
 * Tolerance: tests/README.md. After a change that is meant: npx vitest run --config vitest.browser.config.ts tests/component/pictures.test.tsx -u
 */
import type { ReactNode } from 'react'
import { beforeEach, describe, expect, test, type TestContext } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { makeStructure, type Structure } from '../../src/domain/structure/structure'
import { EnergyBar } from '../../src/renderer/features/results/energy-bar'
import { compareContents } from '../../src/renderer/features/results/compare-contents'
import { energyScales } from '../../src/renderer/features/results/energy-scale'
import { ResultsPanel } from '../../src/renderer/features/results/results-panel'
import { useResultsView } from '../../src/renderer/features/results/results-store'
import { rowReference } from '../../src/renderer/features/results/rows'
import { DEFAULT_VIEW } from '../../src/renderer/features/results/saved-views'
import { RankedPlot } from '../../src/renderer/plots/ranked-plot'
import { RelaxationPlot } from '../../src/renderer/plots/relaxation-plot'
import { SuccessPlot } from '../../src/renderer/plots/success-plot'
import { XyChart } from '../../src/renderer/plots/xy-chart'
import type { Preset } from '../../src/renderer/scene/camera'
import { plainContent, type SceneContent } from '../../src/renderer/scene/content'
import { Viewer } from '../../src/renderer/scene/viewer'
import { HostContext } from '../../src/renderer/state/host'
import { DEFAULT_LAYOUT, type SceneOptions } from '../../src/renderer/state/view'
import { useView } from '../../src/renderer/state/view-store'
import '../../src/renderer/ui/theme.css'
import '../../src/renderer/ui/base.css'
import '../../src/renderer/ui/layout.css'
import '../../src/renderer/ui/features.css'
import '../../src/renderer/ui/results.css'
import '../../src/renderer/ui/reliability.css'
import '../../src/renderer/ui/stage.css'
import { fakeHost, manyRows, showResults, smallAdslab } from './fake-results'
import { otherFonts, otherRenderer } from './made-with'
import './pictures.css'

const compare = async (selector: string, name: string): Promise<void> => {
  await expect.element(page.elementLocator(document.querySelector(selector)!)).toMatchScreenshot(name)
}

function setTheme(theme: 'light' | 'dark'): void {
  useView.getState().setLayout({ theme })
  document.documentElement.dataset['theme'] = theme
}

beforeEach(() => {
  useView.setState({ layout: DEFAULT_LAYOUT })
  setTheme('light')
  useResultsView.setState({ ...DEFAULT_VIEW, tab: 'table', plot: 'ranked', views: [], view: null, marked: new Set(), anchor: null })
})

const skipWhere = (why: string | null, { skip }: TestContext): void => {
  if (why !== null) skip(why)
}

/** Cu3Au, its cell with the copies of the atoms on its faces. */
const CU3AU = makeStructure({ numbers: [79, 29, 29, 29], positions: [0, 0, 0, 0, 1.87, 1.87, 1.87, 0, 1.87, 1.87, 1.87, 0], cell: [3.74, 0, 0, 0, 3.74, 0, 0, 0, 3.74] })

const slab = smallAdslab()
const adslab = makeStructure({ ...slab, fixed: Array.from(slab.tags, (tag) => (tag === 0 ? 1 : 0)) })
/** The adsorbate elsewhere, and one atom of the surface out of its place. */
const moved = (s: Structure): Structure => makeStructure({ ...s, positions: Array.from(s.positions, (x, i) => x + (i >= 24 ? [1.2, 0.9, -0.3][i % 3]! : i >= 12 && i < 15 ? 0.25 : 0)) })
const forces = Float64Array.from(adslab.positions, (_, i) => (i < 12 ? 0 : 0.6 * Math.sin(1.7 * i)))
const plain = plainContent('adslab', adslab)
const overlay = compareContents({ name: 'a', structure: adslab, forces: null }, { name: 'b', structure: moved(adslab), forces: null }).overlay!

interface Scene {
  readonly content: SceneContent
  readonly options?: Partial<SceneOptions>
  readonly preset?: Preset
  readonly theme?: 'dark'
}

const SCENES: Readonly<Record<string, Scene>> = {
  'slab by element': { content: plain },
  'bulk cell with copies': { content: plainContent('bulk', CU3AU, true), options: { images: 2 } },
  'space-filling from the top': { content: plain, options: { style: 'space', images: 2 }, preset: 'top' },
  'layers from the side in the dark': { content: plain, options: { colouring: 'tag' }, preset: 'side', theme: 'dark' },
  'forces with arrows': { content: { ...plain, forces }, options: { colouring: 'force', arrows: 'force' } },
  'displacements in viridis': { content: { ...plain, positions: moved(adslab).positions, reference: adslab.positions }, options: { colouring: 'displacement', scale: 'viridis', arrows: 'displacement' } },
  'latent distance': { content: { ...plain, distances: { perAtom: Float64Array.from(adslab.numbers, (_, i) => (i < 4 ? Number.NaN : i * i)), structure: 81, threshold: 40, metric: 'squared' } }, options: { colouring: 'distance' } },
  'outlines in perspective': { content: plain, options: { outlines: true, perspective: true, cell: false } },
  'without ambient occlusion': { content: plain, options: { occlusion: 'off' } },
  'ambient occlusion between atoms that touch': { content: plain, options: { style: 'space', images: 3, cell: false } },
  'anomaly': { content: { ...plain, highlights: [8, 4], links: [[8, 4]] }, options: { bonds: false } },
  'one over the other in the dark': { content: overlay, theme: 'dark' },
}

describe('scenes', () => {
  for (const [name, { content, options = {}, preset, theme }] of Object.entries(SCENES)) {
    test(name, async (context) => {
      skipWhere(otherRenderer(), context)
      if (theme) setTheme(theme)
      useView.getState().setScene(options)
      await render(
        <div className="picture scene">
          <Viewer content={content} name="picture" onHandle={(handle) => preset && handle.fit(preset)} />
        </div>,
      )
      await expect.poll(() => document.querySelector('.viewer-canvas canvas')).not.toBeNull()
      await compare('.viewer-canvas', name)
    })
  }
})

const rows = manyRows(20)
const scales = energyScales(rows)
const wave = Array.from({ length: 41 }, (_, i) => i / 40)

const DRAWINGS: Readonly<Record<string, () => ReactNode>> = {
  'error bars': () => rows.map((row) => <div key={row.configuration.id} className="bar"><EnergyBar row={row} scale={scales.get(rowReference(row))} /></div>),
  'a relaxation': () => <div className="plot-box"><RelaxationPlot energies={wave.map((x) => -2 * x + Math.exp(-9 * x))} fmax={wave.map((x) => 3 * Math.exp(-5 * x) + 0.02)} frame={12} target={0.05} onFrame={() => undefined} onToggle={() => undefined} /></div>,
  'ranked energies': () => <RankedPlot rows={rows} />,
  'success over budget': () => <SuccessPlot rows={rows} seed={3} />,
  'a chart with band and dots': () => (
    <XyChart
      title="" description="Chart" name="chart" csv={() => ''} x={{ label: '', domain: [0, 1] }} y={{ label: '', domain: [0.01, 10], log: true }}
      lines={[{ name: 'curve', look: 'main', points: wave.map((x) => ({ x, y: 0.02 + 5 * x * x })) }, { name: 'guide', look: 'guide', points: [{ x: 0, y: 0.01 }, { x: 1, y: 10 }] }]}
      bands={[{ look: 'main', points: wave.map((x) => ({ x, low: 0.01 + 3 * x * x, high: 0.05 + 8 * x * x })) }]}
      dots={wave.filter((_, i) => i % 4 === 0).map((x, i) => ({ x, y: 0.1 + 7 * (1 - x) ** 2, title: '', id: String(i), group: i % 2 === 0 ? 0 : 1, hollow: i % 3 === 0 }))} selected="4"
    />
  ),
}

describe('drawings, their text hidden', () => {
  for (const [name, draw] of Object.entries(DRAWINGS)) {
    test(name, async (context) => {
      skipWhere(otherRenderer(), context)
      showResults(rows)
      await render(<div className="picture drawing textless">{draw()}</div>)
      await expect.poll(() => document.querySelectorAll('.drawing svg *').length).toBeGreaterThan(8)
      await compare('.drawing', name)
    })
  }
})

describe('screens', () => {
  for (const theme of ['light', 'dark'] as const) {
    test(`results, ${theme}`, async (context) => {
      skipWhere(otherFonts(), context)
      setTheme(theme)
      showResults(rows)
      await render(<HostContext value={fakeHost(rows).host}><main className="picture screen"><ResultsPanel /></main></HostContext>)
      await expect.poll(() => document.querySelectorAll('.bracket').length).toBeGreaterThan(0)
      await compare('.screen', `results-${theme}`)
    })
  }
})
