/** About, preferences with the installation check, and the keyboard map. */
import { CircleCheck, CircleX } from 'lucide-react'
import { useHost, useAnswer } from '../../state/host'
import { usePreviews } from '../../state/previews'
import { useView } from '../../state/view-store'
import { glSupport } from '../../scene/gl'
import { Field, Menu, Spinner } from '../../ui/controls'
import { Dialog } from '../../ui/dialog'
import { shortHash } from '../../ui/format'
import { ErrorPanel } from '../../ui/notices'
import { commands } from './commands'
import { keyText } from './keys'
import { onMac } from './use-shortcuts'

export function KeyMap(): React.JSX.Element {
  const list = commands(useHost()).filter(({ keys }) => keys.length > 0)
  const sections = [...new Set(list.map(({ section }) => section))]
  return (
    <Dialog title="Keyboard map" className="wide">
      <div className="key-map">
        {sections.map((section) => (
          <section key={section}>
            <h3>{section}</h3>
            <dl>
              {list
                .filter((c) => c.section === section)
                .map((c) => (
                  <div key={c.id}>
                    <dt>{c.id === 'undo' ? 'Undo' : c.id === 'redo' ? 'Redo' : c.title}</dt>
                    <dd>
                      {c.keys.map((keys) => (
                        <kbd key={keys}>{keyText(keys, onMac)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>3D view and table</h3>
          <dl>
            <div><dt>Turn, move, zoom</dt><dd>drag, right drag, wheel</dd></div>
            <div><dt>Select an atom; measure</dt><dd>click; Shift-click up to four</dd></div>
            <div><dt>Next, previous configuration</dt><dd><kbd>↓</kbd><kbd>↑</kbd></dd></div>
            <div><dt>Frame of the relaxation</dt><dd><kbd>←</kbd><kbd>→</kbd></dd></div>
          </dl>
        </section>
      </div>
    </Dialog>
  )
}

export function Preferences(): React.JSX.Element {
  const layout = useView((s) => s.layout)
  const setLayout = useView((s) => s.setLayout)
  const setScene = useView((s) => s.setScene)
  const doctor = useAnswer('doctor', (host) => host.doctor())
  const gl = glSupport()
  return (
    <Dialog title="Preferences" className="wide">
      <section className="form">
        <h3>Appearance</h3>
        <Field label="Theme">{({ id }) => <Menu id={id} label="Theme" value={layout.theme} options={[['system', 'As the system', false], ['light', 'Light', false], ['dark', 'Dark', false]]} onChange={(theme) => setLayout({ theme })} />}</Field>
        <Field label="Colour scale">{({ id }) => <Menu id={id} label="Colour scale" value={layout.scene.scale} options={[['cividis', 'Cividis', false], ['viridis', 'Viridis', false]]} onChange={(scale) => setScene({ scale })} />}</Field>
        <Field label="3D drawing" hint={layout.drawing === 'best' ? 'Smooth edges everywhere; slower in a software renderer' : 'As fine as the screen and the graphics allow'}>{({ id }) => <Menu id={id} label="3D drawing" value={layout.drawing} options={[['automatic', 'Automatic', false], ['best', 'Best', false]]} onChange={(drawing) => setLayout({ drawing })} />}</Field>
      </section>
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
    </Dialog>
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

export function About(): React.JSX.Element {
  const { about } = usePreviews()
  const { data } = about
  return (
    <Dialog title="About Adatom">
      {about.error !== undefined && <ErrorPanel error={about.error} retry={about.retry} />}
      {data && (
        <div className="about">
          <p>Adatom {data.version}: catalyst discovery on your own machine. Nothing leaves it.</p>
          <dl className="facts">
            <div><dt>Node</dt><dd>{data.node}</dd></div>
            <div><dt>Platform</dt><dd>{data.platform}</dd></div>
            <div><dt>SQLite</dt><dd>{data.sqlite}</dd></div>
          </dl>
          <h3>Potentials</h3>
          {data.models.map((m) => (
            <article key={m.name} className="card">
              <strong>{m.name}</strong> <code title={m.sha256}>{shortHash(m.sha256)}</code>
              <p>{m.functional}, {m.elements.length} elements, trained on {m.trainedOn}. {m.calibration ? `Calibration ${m.calibration}.` : 'Uncalibrated: energies carry no error bars.'}</p>
              {m.notes.map((note) => <p key={note} className="muted">{note}</p>)}
            </article>
          ))}
        </div>
      )}
    </Dialog>
  )
}
