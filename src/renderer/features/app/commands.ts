/** Every command of the window: what the palette lists and the keys do. One table for both. */
import type { HostClient } from '../../../contract/host-api'
import { ENERGY_UNITS, type EnergyUnit } from '../../../domain/units/energy'
import { cancelRun, closeProject, ENDED, pauseRun, resumeRun, startRun, useCampaign } from '../../state/campaign'
import { emptySetup } from '../../state/defaults'
import { missing } from '../../state/setup'
import { currentSetup, editSetup, useSetupStore } from '../../state/setup-store'
import { STEPS, type SceneOptions } from '../../state/view'
import { attempt, useView } from '../../state/view-store'
import { chooseProject, chooseStructures } from '../materials/open-files'
import { useFigures } from '../../state/figures'
import { chooseDftFiles } from '../reliability/import-files'
import { importFiles } from '../reliability/reliability-store'
import { compareWithClean, compareWithStart, useCompare } from '../results/compare-store'
import { useResultsView } from '../results/results-store'
import { STEP_NAMES } from './steps'
import { startTour } from './tour-store'

export interface Command {
  readonly id: string
  readonly title: string
  readonly section: 'Go to' | 'Set-up' | 'Run' | 'Results' | 'View' | 'Window'
  /** 'mod+k': mod is Ctrl, or Cmd on a Mac */
  readonly keys: readonly string[]
  readonly enabled: boolean
  /** also while a text field has the focus */
  readonly inText?: boolean
  readonly run: () => void
}

const RESULTS_AS = [
  ['table', 'Results as a table', { tab: 'table' }],
  ['gallery', 'Results as pictures', { tab: 'gallery' }],
  ['ranked', 'Plot of the ranked energies', { tab: 'plot', plot: 'ranked' }],
  ['success', 'Plot of success over budget', { tab: 'plot', plot: 'success' }],
] as const

export function commands(host: HostClient): readonly Command[] {
  const view = useView.getState()
  const { history, undo, redo } = useSetupStore.getState()
  const { progress, results, project } = useCampaign.getState()
  const running = progress !== null && !ENDED.has(progress.state)
  const [last, next] = [history.past.at(-1), history.future[0]]
  const { scene } = view.layout
  const { selected } = useCampaign.getState()
  const chosen = view.step === 'results' ? results?.rows.find((r) => r.configuration.id === selected && r.configuration.state === 'done')?.configuration.id : undefined
  const compare = useCompare.getState()
  return [
    ...STEPS.map((step, i): Command => ({ id: `go-${step}`, title: STEP_NAMES[step], section: 'Go to', keys: [`mod+${i + 1}`], enabled: true, inText: true, run: () => view.go(step) })),
    { id: 'open', title: 'Open structures…', section: 'Set-up', keys: ['mod+o'], enabled: true, inText: true, run: () => void chooseStructures(host) },
    { id: 'undo', title: last ? `Undo: ${last.label}` : 'Undo', section: 'Set-up', keys: ['mod+z'], enabled: last !== undefined, run: undo },
    { id: 'redo', title: next ? `Redo: ${next.label}` : 'Redo', section: 'Set-up', keys: ['mod+shift+z', 'mod+y'], enabled: next !== undefined, run: redo },
    { id: 'clear', title: 'Start over with an empty set-up', section: 'Set-up', keys: [], enabled: currentSetup().materials.length > 0, run: () => startOver() },
    { id: 'open-project', title: 'Open a project…', section: 'Run', keys: ['mod+shift+o'], enabled: true, run: () => void chooseProject(host) },
    { id: 'start', title: 'Start the run', section: 'Run', keys: ['mod+enter'], enabled: !running && missing(currentSetup()).length === 0, inText: true, run: () => void startRun(host, currentSetup()) },
    { id: 'pause', title: 'Pause the run', section: 'Run', keys: [], enabled: progress?.state === 'running', run: () => void pauseRun(host) },
    { id: 'resume', title: 'Resume the run', section: 'Run', keys: [], enabled: progress?.state === 'paused' || progress?.state === 'cancelled' || progress?.state === 'failed', run: () => void resumeRun(host) },
    { id: 'cancel', title: 'Cancel the run', section: 'Run', keys: [], enabled: running, run: () => void cancelRun(host) },
    ...RESULTS_AS.map(([id, title, state]): Command => ({ id: `results-${id}`, title, section: 'Results', keys: [], enabled: (results?.rows.length ?? 0) > 0, run: () => { useResultsView.setState(state); view.go('results') } })),
    { id: 'export', title: 'Export results…', section: 'Results', keys: ['mod+e'], enabled: (results?.rows.length ?? 0) > 0, inText: true, run: () => view.show('export') },
    { id: 'import-dft', title: 'Import DFT energies…', section: 'Results', keys: ['mod+i'], enabled: project !== null, inText: true, run: () => { view.go('reliability'); void attempt('Reading the DFT files', async () => importFiles(host, await chooseDftFiles(false), '')) } },
    { id: 'pin', title: 'Pin the configuration to compare it', section: 'Results', keys: ['k'], enabled: chosen !== undefined, run: () => compare.pin({ configuration: chosen!, part: 'relaxed' }) },
    { id: 'compare', title: compare.open ? 'Close the comparison' : 'Compare the pinned structures', section: 'Results', keys: ['v'], enabled: view.step === 'results' && (compare.open || compare.tray.b !== null), run: () => (compare.open ? compare.close() : compare.show()) },
    { id: 'compare-mode', title: compare.mode === 'overlay' ? 'Compare side by side' : 'Compare as an overlay', section: 'Results', keys: ['o'], enabled: compare.open, run: () => compare.setMode(compare.mode === 'overlay' ? 'side' : 'overlay') },
    { id: 'compare-start', title: 'Compare with its start', section: 'Results', keys: ['d'], enabled: chosen !== undefined, run: () => compareWithStart(chosen!) },
    { id: 'compare-clean', title: 'Compare with the clean slab', section: 'Results', keys: [], enabled: chosen !== undefined, run: () => compareWithClean(chosen!) },
    { id: 'why', title: view.layout.lower === 'why' ? 'Show the relaxation' : 'Why unsure: atoms far from the training data', section: 'Results', keys: ['u'], enabled: chosen !== undefined && !compare.open, run: () => view.setLayout({ lower: view.layout.lower === 'why' ? 'relaxation' : 'why' }) },
    { id: 'close-project', title: 'Close the project', section: 'Run', keys: [], enabled: project !== null && !running, run: () => closeProject() },
    { id: 'images', title: 'Next number of periodic images', section: 'View', keys: ['i'], enabled: true, run: () => view.setScene({ images: scene.images === 1 ? 2 : scene.images === 2 ? 3 : 1 }) },
    { id: 'bonds', title: scene.bonds ? 'Hide bonds' : 'Show bonds', section: 'View', keys: ['b'], enabled: true, run: () => view.setScene({ bonds: !scene.bonds }) },
    { id: 'cell', title: scene.cell ? 'Hide the cell' : 'Show the cell', section: 'View', keys: ['c'], enabled: true, run: () => view.setScene({ cell: !scene.cell }) },
    { id: 'style', title: scene.style === 'ball' ? 'Space-filling atoms' : 'Balls and sticks', section: 'View', keys: ['s'], enabled: true, run: () => view.setScene({ style: scene.style === 'ball' ? 'space' : 'ball' }) },
    { id: 'outlines', title: scene.outlines ? 'Hide outlines' : 'Show outlines', section: 'View', keys: ['g'], enabled: true, run: () => view.setScene({ outlines: !scene.outlines }) },
    { id: 'occlusion', title: `Ambient occlusion: ${nextOcclusion(scene.occlusion)}`, section: 'View', keys: ['a'], enabled: true, run: () => view.setScene({ occlusion: nextOcclusion(scene.occlusion) }) },
    { id: 'perspective', title: scene.perspective ? 'Orthographic view' : 'Perspective view', section: 'View', keys: ['p'], enabled: true, run: () => view.setScene({ perspective: !scene.perspective }) },
    { id: 'colour-distance', title: scene.colouring === 'distance' ? 'Colour by element' : 'Colour by latent distance', section: 'View', keys: ['l'], enabled: chosen !== undefined, run: () => view.setScene({ colouring: scene.colouring === 'distance' ? 'element' : 'distance' }) },
    ...useFigures.getState().list.map((figure): Command => ({ id: `figure-${figure.id}`, title: `${figure.title}: ${figure.hint}`, section: 'View', keys: figure.id === 'copy' ? ['f'] : [], enabled: figure.missing === null, run: () => void figure.run() })),
    { id: 'theme', title: 'Next theme: system, light, dark', section: 'Window', keys: [], enabled: true, run: () => view.setLayout({ theme: view.layout.theme === 'system' ? 'light' : view.layout.theme === 'light' ? 'dark' : 'system' }) },
    { id: 'palette', title: 'Search commands', section: 'Window', keys: ['mod+k'], enabled: true, inText: true, run: () => view.show('palette') },
    { id: 'tour', title: 'Take the tour', section: 'Window', keys: [], enabled: true, run: () => startTour() },
    { id: 'unit', title: `Energies in ${nextUnit(view.layout.energyUnit)}`, section: 'Window', keys: [], enabled: true, run: () => view.setLayout({ energyUnit: nextUnit(view.layout.energyUnit) }) },
    { id: 'keys', title: 'Keyboard map', section: 'Window', keys: ['?'], enabled: true, run: () => view.show('keys') },
    { id: 'preferences', title: 'Preferences: providers, processes, units, theme', section: 'Window', keys: ['mod+,'], enabled: true, inText: true, run: () => view.show('preferences') },
    { id: 'about', title: 'About Adatom', section: 'Window', keys: [], enabled: true, run: () => view.show('about') },
  ]
}

const nextOcclusion = (now: SceneOptions['occlusion']): SceneOptions['occlusion'] => (now === 'automatic' ? 'off' : now === 'off' ? 'on' : 'automatic')
const nextUnit = (unit: EnergyUnit): EnergyUnit => ENERGY_UNITS[(ENERGY_UNITS.indexOf(unit) + 1) % ENERGY_UNITS.length]!

function startOver(): void {
  editSetup({ kind: 'clear', to: emptySetup(useView.getState().layout.defaults) })
  useView.getState().go('materials')
}
