/**
 * Every step, dialog, empty state and error against a picture, with fixed data at a fixed size: tolerance and renewal as in pictures.test.tsx.
 * Skipped, with the reason, under another browser, renderer or fonts.
 */
import type { ReactNode } from 'react'
import { beforeEach, describe, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { AdatomError, invalidInput } from '../../src/domain/errors'
import { About, KeyMap } from '../../src/renderer/features/app/dialogs'
import { Palette } from '../../src/renderer/features/app/palette'
import { Preferences } from '../../src/renderer/features/app/preferences'
import { StageView } from '../../src/renderer/features/app/stage-view'
import { StepPanel } from '../../src/renderer/features/app/step-panel'
import { Tour } from '../../src/renderer/features/app/tour'
import { useTour } from '../../src/renderer/features/app/tour-store'
import { useReliability } from '../../src/renderer/features/reliability/reliability-store'
import { CompareStage } from '../../src/renderer/features/results/compare-stage'
import { compare as compareTwo, useCompare } from '../../src/renderer/features/results/compare-store'
import { ExportDialog } from '../../src/renderer/features/results/export-dialog'
import { useResultsView } from '../../src/renderer/features/results/results-store'
import { DEFAULT_VIEW } from '../../src/renderer/features/results/saved-views'
import { WhyUnsure } from '../../src/renderer/features/results/why-unsure'
import { useCampaign } from '../../src/renderer/state/campaign'
import { HostContext } from '../../src/renderer/state/host'
import { Previews } from '../../src/renderer/state/previews'
import { EMPTY_SETUP } from '../../src/renderer/state/setup'
import { useSetupStore } from '../../src/renderer/state/setup-store'
import { DEFAULT_LAYOUT, type Step } from '../../src/renderer/state/view'
import { useView } from '../../src/renderer/state/view-store'
import { NoHost } from '../../src/renderer/ui/no-host'
import { ErrorPanel, Notices } from '../../src/renderer/ui/notices'
import '../../src/renderer/ui/theme.css'
import '../../src/renderer/ui/base.css'
import '../../src/renderer/ui/layout.css'
import '../../src/renderer/ui/features.css'
import '../../src/renderer/ui/app.css'
import '../../src/renderer/ui/results.css'
import '../../src/renderer/ui/reliability.css'
import '../../src/renderer/ui/stage.css'
import { fakeHost, manyRows, showResults, smallAdslab } from './fake-results'
import { EVIDENCE, fillSetup, IMPORTED, PAIRS, PAUSED, RELIABILITY, RUNNING, setupHost } from './fake-setup'
import { otherFonts } from './made-with'
import './pictures.css'

type Theme = 'light' | 'dark'

interface Screen {
  /** state before anything is drawn */
  readonly before?: () => void
  readonly draw: ReactNode
  /** once it is drawn */
  readonly after?: () => void
  /** what the picture is of; default: the frame of a step */
  readonly of?: string
  /** there once it is complete, and how often; default: a title */
  readonly until?: readonly [selector: string, count: number]
  readonly themes?: readonly Theme[]
  /** px; default: as the browser was started */
  readonly viewport?: readonly [width: number, height: number]
}

const BOTH: readonly Theme[] = ['light', 'dark']
const LIGHT: readonly Theme[] = ['light']
const VIEWPORT: readonly [number, number] = [1100, 800]
const TITLED: readonly [string, number] = ['h1, h3', 1]
const rows = manyRows(12)
const id = (k: number): string => rows[k]!.configuration.id
const failure = new AdatomError('StoreFailure', 'The disk is full', { path: 'first.adatom', reason: 'SQLITE_FULL' })

const atStep = (step: Step, more: () => void = () => undefined) => (): void => {
  fillSetup()
  useView.setState({ step })
  more()
}
const empty = (step: Step) => (): void => useView.setState({ step })
const panel = <main className="picture step"><StepPanel /></main>
const wide = <main className="picture screen"><StepPanel /></main>
const stage = <div className="picture stage-box"><StageView /></div>

const running = (progress: typeof RUNNING): void => {
  showResults(rows)
  useCampaign.setState({ progress, pairs: PAIRS, trace: [18, 24, 20, 22, 21].map((throughput, done) => ({ done, throughput })), anomalous: [{ id: id(9), kinds: ['desorbed'] }] })
}

const SCREENS: Readonly<Record<string, Screen>> = {
  materials: { before: atStep('materials'), draw: panel, until: ['.chip-button', 3], themes: BOTH },
  surfaces: { before: atStep('surfaces'), draw: panel, until: ['.row-button', 4] },
  adsorbates: { before: atStep('adsorbates'), draw: panel, until: ['.pager', 1], themes: BOTH },
  settings: { before: atStep('settings'), draw: panel, until: ['.figures', 1] },
  plan: { before: atStep('run'), draw: panel, until: ['.figures', 1], themes: BOTH },
  running: { before: atStep('run', () => running(RUNNING)), draw: panel, until: ['.pairs tbody tr', 2], themes: BOTH },
  paused: { before: atStep('run', () => running(PAUSED)), draw: panel, until: ['.pairs tbody tr', 2] },
  gallery: { before: () => { showResults(rows); useView.setState({ step: 'results' }); useResultsView.setState({ tab: 'gallery' }) }, draw: wide, until: ['.gallery-card img', 12], themes: BOTH },
  reliability: { before: () => useView.setState({ step: 'reliability' }), draw: wide, until: ['.xy-chart svg polyline', 4], themes: BOTH },
  'import of DFT': { before: () => { showResults(rows); useReliability.setState({ report: IMPORTED }); useView.setState({ step: 'reliability' }) }, draw: wide, until: ['.import-report li', 1] },
  'side by side': { before: () => { showResults(rows); compareTwo({ configuration: id(0), part: 'initial' }, { configuration: id(1), part: 'relaxed' }); useCompare.setState({ mode: 'side' }) }, draw: <div className="picture stage-box"><CompareStage /></div>, of: '.stage-box', until: ['.compare canvas', 2] },
  'why unsure': { draw: <div className="picture stage-box"><WhyUnsure structure={smallAdslab()} result={rows[0]!.configuration.result!} evidence={{ data: EVIDENCE, error: undefined, loading: false, retry: () => undefined }} /></div>, of: '.stage-box', until: ['.mini-viewer canvas', 2], themes: BOTH },

  'no material': { before: empty('materials'), draw: panel, until: ['.chip-button', 3] },
  'no surface': { before: empty('surfaces'), draw: panel },
  'no plan': { before: empty('run'), draw: panel },
  'no results': { before: empty('results'), draw: wide },
  'nothing in 3D': { before: empty('materials'), draw: stage, of: '.stage-box', until: ['.empty-state', 1] },
  'no filter match': { before: () => { showResults(rows); useView.setState({ step: 'results' }) }, draw: wide, after: () => useResultsView.getState().setFilter({ text: 'nothing like it' }), until: ['.empty-state', 1] },

  'results in the smallest window': { before: () => { showResults(manyRows(500)); useView.setState({ step: 'results' }) }, draw: <main className="picture smallest"><StepPanel /></main>, until: ['.bracket', 4], viewport: [960, 600] },
  'export in the smallest window': { before: () => showResults(rows), draw: <ExportDialog />, of: 'dialog', until: ['dialog fieldset', 2], viewport: [960, 600] },

  'error in place': { draw: <div className="picture step"><ErrorPanel error={failure} doing="Reading the preferences" retry={() => undefined} /></div>, until: ['.error-panel .button', 1], themes: BOTH },
  'error in the corner': { before: () => useView.getState().notify({ doing: 'Reading broken.vasp', error: invalidInput('A coordinate could not be read', { at: { file: 'broken.vasp', line: 4 }, found: 'three', expected: 'three numbers' }) }), draw: <Notices />, of: '.notices', until: ['.notice.failure', 1], themes: BOTH },
  'no host': { draw: <div className="picture step"><NoHost /></div>, of: '.step', until: ['.no-host', 1] },

  preferences: { draw: <Preferences />, of: 'dialog', until: ['.preference-body h3', 1], themes: BOTH },
  export: { before: () => showResults(rows), draw: <ExportDialog />, of: 'dialog', until: ['dialog fieldset', 2] },
  palette: { draw: <Palette />, of: 'dialog', until: ['.palette li', 10] },
  'keyboard map': { draw: <KeyMap />, of: 'dialog', until: ['.key-map section', 4] },
  about: { draw: <About />, of: 'dialog', until: ['.about article', 1] },
  tour: { before: () => useTour.setState({ at: 0 }), draw: <Tour />, of: '.tour-card', until: ['.tour-card li', 7], themes: BOTH },
}

beforeEach(() => {
  useTour.setState({ at: null })
  useView.setState({ layout: DEFAULT_LAYOUT, step: 'materials', dialog: null, notices: [], material: null, surface: null, adsorbate: null, placement: 0 })
  useSetupStore.getState().begin(EMPTY_SETUP)
  useCampaign.setState({ project: null, run: null, progress: null, results: null, selected: null, chosen: false, trace: [], pairs: [], anomalous: [] })
  useReliability.setState({ found: RELIABILITY, report: null, busy: null, group: 0, version: null })
  useResultsView.setState({ ...DEFAULT_VIEW, tab: 'table', plot: 'ranked', views: [], view: null, marked: new Set(), anchor: null })
})

describe('screens', () => {
  for (const [name, { before, draw, after, of = '.picture', until = TITLED, themes = LIGHT, viewport = VIEWPORT }] of Object.entries<Screen>(SCREENS)) {
    for (const theme of themes) {
      test(`${name}, ${theme}`, async ({ skip }) => {
        const why = otherFonts()
        if (why !== null) return skip(why)
        useView.getState().setLayout({ theme })
        document.documentElement.dataset['theme'] = theme
        await page.viewport(...viewport)
        before?.()
        const results = fakeHost(rows).host
        const host = setupHost({ configuration: results.configuration, probabilities: results.probabilities, resultsViews: results.resultsViews, keepResultsViews: results.keepResultsViews })
        await render(<HostContext value={host}><Previews>{draw}</Previews></HostContext>)
        after?.()
        await expect.poll(() => document.querySelectorAll(until[0]).length).toBeGreaterThanOrEqual(until[1])
        await document.fonts.ready
        return expect.element(page.elementLocator(document.querySelector(of)!)).toMatchScreenshot(`${name}-${theme}`)
      })
    }
  }
})
