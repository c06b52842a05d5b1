/** What this installation has and lacks, found out when it is looked at. */
import { CircleCheck, CircleX } from 'lucide-react'
import { glSupport } from '../../scene/gl'
import { useAnswer } from '../../state/host'
import { Spinner } from '../../ui/controls'
import { ErrorPanel } from '../../ui/notices'

export function Installation(): React.JSX.Element {
  const doctor = useAnswer('doctor', (host) => host.doctor())
  const gl = glSupport()
  return (
    <section>
      <h3>Installation</h3>
      {doctor.loading && <Spinner label="Checking the installation" />}
      {doctor.error !== undefined && <ErrorPanel error={doctor.error} doing="Checking the installation" retry={doctor.retry} />}
      {doctor.data && (
        <ul className="checks">
          {doctor.data.checks.map(({ name, ok, detail }) => <Check key={name} ok={ok} name={name} detail={detail} />)}
          {doctor.data.providers.map(({ name, available, note }) => <Check key={name} ok={available} name={`Execution provider ${name}`} detail={note} />)}
          <Check ok={gl.available && !gl.software} name="Graphics" detail={gl.software ? `${gl.renderer}: software rendering, slower but complete` : gl.renderer} />
        </ul>
      )}
    </section>
  )
}

function Check({ ok, name, detail }: { readonly ok: boolean; readonly name: string; readonly detail: string }): React.JSX.Element {
  const Icon = ok ? CircleCheck : CircleX
  return (
    <li className={ok ? 'ok' : 'not-ok'}>
      <Icon size={15} aria-label={ok ? 'available' : 'not available'} />
      <strong>{name}</strong>
      <span>{detail}</span>
    </li>
  )
}
