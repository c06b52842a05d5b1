/** About, and the keyboard map. */
import { useHost } from '../../state/host'
import { usePreviews } from '../../state/previews'
import { Dialog } from '../../ui/dialog'
import { shortHash } from '../../ui/format'
import { ModelNotes } from '../../ui/model-notes'
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
              <p>{m.functional}, {m.elements.length} elements, trained on {m.trainedOn}. {m.calibration ? `Calibration ${shortHash(m.calibration)}.` : 'Uncalibrated: energies carry no error bars.'}</p>
              <ModelNotes notes={m.notes} />
            </article>
          ))}
        </div>
      )}
    </Dialog>
  )
}
