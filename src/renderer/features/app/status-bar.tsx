/** One line: the potential, the run, this machine. */
import { useCampaign } from '../../state/campaign'
import { usePreviews } from '../../state/previews'
import { useSetup } from '../../state/setup-store'
import { useView } from '../../state/view-store'
import { glSupport } from '../../scene/gl'
import { fixed, remainingText, shortHash } from '../../ui/format'

export function StatusBar(): React.JSX.Element {
  const { about } = usePreviews()
  const setup = useSetup()
  const progress = useCampaign((s) => s.progress)
  const show = useView((s) => s.show)
  const model = about.data?.models.find((m) => m.name === (setup.model ?? about.data?.defaultModel))
  return (
    <footer className="statusbar">
      {model ? (
        <span title={`SHA-256 ${model.sha256}${model.calibration ? `, calibration ${model.calibration}` : ''}`}>
          Potential <strong>{model.name}</strong> {shortHash(model.sha256)} · {model.functional} · {model.calibration ? `calibration ${shortHash(model.calibration)}` : 'uncalibrated'}
        </span>
      ) : (
        <span>{about.loading ? 'Reading the installation…' : 'No potential is installed'}</span>
      )}
      {progress && (
        <span>
          Run {progress.state}: {progress.done + progress.skipped} of {progress.total}
          {progress.state === 'running' && `, ${fixed(progress.throughput, 1)} force calls/s`}
          {progress.state === 'running' && progress.remaining && `, ${remainingText(progress.remaining.seconds, progress.remaining.uncertainty)} left`}
        </span>
      )}
      <button type="button" className="link" onClick={() => show('about')}>
        {about.data ? `Adatom ${about.data.version}` : 'Adatom'} · offline{glSupport().software ? ' · software rendering' : ''}
      </button>
    </footer>
  )
}
