/** The stops of the tour: what each one shows, on which control, and what it brings about so that there is something to see. */
import type { HostClient } from '../../../contract/host-api'
import { currentSetup, editSetup } from '../../state/setup-store'
import type { Step } from '../../state/view'
import { EXAMPLE } from '../materials/load-example'
import { addExamples } from '../materials/open-files'

export interface TourStop {
  readonly id: string
  readonly step: Step
  /** the control that it is about; the first that is there */
  readonly anchors: readonly string[]
  readonly title: string
  readonly text: string
  /** puts the example in place, where the user has nothing of their own yet */
  readonly prepare?: (host: HostClient) => Promise<void> | void
}

async function loadExamples(host: HostClient): Promise<void> {
  if (currentSetup().materials.length === 0) await addExamples(host, ...EXAMPLE)
}

function chooseAdsorbate(): void {
  if (currentSetup().adsorbates.length === 0) editSetup({ kind: 'toggle-adsorbate', id: 'CO' })
}

export const TOUR: readonly TourStop[] = [
  {
    id: 'materials', step: 'materials', anchors: ['.start .chips', '.panel-head .panel-actions'],
    title: 'Bring your crystals', text: 'Drop CIF, POSCAR or extXYZ files anywhere in the window, or load an example. The next stop loads copper and platinum for you.',
  },
  {
    id: 'surfaces', step: 'surfaces', anchors: ['.panel-body .form'], prepare: loadExamples,
    title: 'Cut surfaces', text: 'Type Miller indices, or take every distinct facet. Each termination is listed before anything is computed; click one to see it in 3D.',
  },
  {
    id: 'adsorbates', step: 'adsorbates', anchors: ['.panel-body input[type="search"], .panel-body input[type="text"]', '.panel-body'], prepare: chooseAdsorbate,
    title: 'Choose adsorbates', text: 'Search by name, formula or SMILES. The view shows the first placements: leaf through them below.',
  },
  {
    id: 'plan', step: 'run', anchors: ['.panel-body .figures', '.panel-body'],
    title: 'Look over the plan', text: 'How many relaxations, how many force calls, and how long on this machine. Warnings name what the potential does not know.',
  },
  {
    id: 'start', step: 'run', anchors: ['.panel-foot .button.primary', '.panel-foot'],
    title: 'Start, pause, come back', text: 'Everything finished is kept at once, whatever happens. While a run goes on you can move a surface and adsorbate to the front.',
  },
  {
    id: 'results', step: 'run', anchors: ['.rail li:last-child button'],
    title: 'Trust what you see', text: 'Ranked energies with their reference. An error bar stands only where it was measured against DFT; what went wrong is shown, not dropped.',
  },
  {
    id: 'commands', step: 'run', anchors: ['.search-button'],
    title: 'Everything by keyboard', text: 'This finds every command, also this tour. Press ? for the keys. Undo takes back every edit, the example too.',
  },
]
