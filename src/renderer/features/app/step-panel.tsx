import { useView } from '../../state/view-store'
import { AdsorbatesPanel } from '../adsorbates/adsorbates-panel'
import { MaterialsPanel } from '../materials/materials-panel'
import { ReliabilityPanel } from '../reliability/reliability-panel'
import { ResultsPanel } from '../results/results-panel'
import { RunPanel } from '../run/run-panel'
import { SettingsPanel } from '../settings/settings-panel'
import { SurfacesPanel } from '../surfaces/surfaces-panel'
import { assertNever } from '../../../domain/errors'

export function StepPanel(): React.JSX.Element {
  const step = useView((s) => s.step)
  switch (step) {
    case 'materials':
      return <MaterialsPanel />
    case 'surfaces':
      return <SurfacesPanel />
    case 'adsorbates':
      return <AdsorbatesPanel />
    case 'settings':
      return <SettingsPanel />
    case 'run':
      return <RunPanel />
    case 'results':
      return <ResultsPanel />
    case 'reliability':
      return <ReliabilityPanel />
    default:
      return assertNever(step)
  }
}
