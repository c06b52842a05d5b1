/** The execution provider, with its self-test: how far the model on it is from stored double-precision values, and in batches from itself. */
import { CircleCheck, CircleX } from 'lucide-react'
import { useState } from 'react'
import { PROVIDER_CHOICES, type ProviderChoice, type ProviderSelftest } from '../../../contract/preferences'
import { useHost } from '../../state/host'
import { useSetup } from '../../state/setup-store'
import { Button, Field, Menu, Spinner } from '../../ui/controls'
import { energyUnit, forceUnit, inUnit, scientific } from '../../ui/format'
import { ErrorPanel } from '../../ui/notices'

const NAMES: Readonly<Record<ProviderChoice, string>> = { cpu: 'CPU', auto: 'Automatic: the fastest that agrees', cuda: 'CUDA (NVIDIA)', tensorrt: 'TensorRT (NVIDIA)', dml: 'DirectML (Windows)', coreml: 'Core ML (Apple)', webgpu: 'WebGPU' }

type Test = { readonly kind: 'running' } | { readonly kind: 'done'; readonly report: ProviderSelftest } | { readonly kind: 'failed'; readonly error: unknown }

interface ProviderPreferenceProps {
  readonly provider: ProviderChoice
  /** set by the command line: it wins */
  readonly given: string | undefined
  readonly onChange: (provider: ProviderChoice) => void
}

export function ProviderPreference({ provider, given, onChange }: ProviderPreferenceProps): React.JSX.Element {
  const host = useHost()
  const { model } = useSetup()
  const [test, setTest] = useState<Test | null>(null)
  const run = async (): Promise<void> => {
    setTest({ kind: 'running' })
    try {
      setTest({ kind: 'done', report: await host.selftest({ provider, ...(model === null ? {} : { model }) }) })
    } catch (error) {
      setTest({ kind: 'failed', error })
    }
  }
  return (
    <section className="form">
      <h3>Execution provider</h3>
      <Field label="ONNX Runtime on" hint={given === undefined ? 'It holds for the next run; one that cannot be used falls back to the CPU, and the run says so' : `The command that started Adatom says ${given}`}>
        {({ id }) => (
          <Menu
            id={id} label="ONNX Runtime on" value={provider} options={PROVIDER_CHOICES.map((name) => [name, NAMES[name], false] as const)}
            onChange={(name) => {
              setTest(null)
              onChange(name)
            }}
          />
        )}
      </Field>
      <div className="field">
        <span>Self-test</span>
        <div className="field-control">
          <Button disabled={test?.kind === 'running'} onClick={() => void run()}>Test it</Button>
          {test?.kind === 'running' && <Spinner label="Computing the stored structures again" />}
          {test?.kind === 'failed' && <ErrorPanel error={test.error} doing="Testing the provider" retry={() => void run()} />}
          {test?.kind === 'done' && <Report report={test.report} />}
        </div>
      </div>
    </section>
  )
}

function Report({ report }: { readonly report: ProviderSelftest }): React.JSX.Element {
  const { passed, reason, reference, batched, tolerance, structures, fallback } = report
  const Icon = passed ? CircleCheck : CircleX
  return (
    <div className="selftest" role="status" data-testid="selftest">
      <p className={passed ? 'ok' : 'not-ok'}>
        <Icon size={15} aria-hidden="true" />
        <strong>{passed ? 'Passed' : 'Failed'}</strong> {report.model} on {report.provider}, {structures.length} structures
      </p>
      {fallback !== null && <p className="warning">{fallback}</p>}
      {!passed && <p className="warning">{reason}</p>}
      <table className="list compact" aria-label="Errors of the self-test">
        <thead><tr><th>Largest error</th><th className="right">Energy ({energyUnit()}/atom)</th><th className="right">Force ({forceUnit()})</th></tr></thead>
        <tbody>
          <tr><td>Against {report.precision}</td><td className="num right">{scientific(inUnit(reference.energy))}</td><td className="num right">{scientific(inUnit(reference.forces))}</td></tr>
          <tr><td>In batches, against one at a time</td><td className="num right">{scientific(inUnit(batched.energy))}</td><td className="num right">{scientific(inUnit(batched.forces))}</td></tr>
          <tr className="muted"><td>Allowed</td><td className="num right">{scientific(inUnit(tolerance.energy))}</td><td className="num right">{scientific(inUnit(tolerance.forces))}</td></tr>
        </tbody>
      </table>
    </div>
  )
}
