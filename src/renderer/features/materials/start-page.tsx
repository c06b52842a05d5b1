/** What there is to start with: examples, recent projects, a place to drop files. */
import { FolderOpen } from 'lucide-react'
import '../../../contract/shell'
import { openProject } from '../../state/campaign'
import { useAnswer, useHost } from '../../state/host'
import { useSetup } from '../../state/setup-store'
import { Button } from '../../ui/controls'
import { formulaText, indexText } from '../../ui/formula'
import { ErrorPanel } from '../../ui/notices'
import { addExamples, chooseProject } from './open-files'

/** 'Cu3Au, ordered alloy (L1_2)' as 'Ordered alloy (L1₂)': the name stands above it. */
const kindText = (name: string, title: string): string => indexText(title.startsWith(`${name}, `) ? title.charAt(name.length + 2).toUpperCase() + title.slice(name.length + 3) : title)

export function StartPage({ compact = false }: { readonly compact?: boolean }): React.JSX.Element {
  const host = useHost()
  const { materials } = useSetup()
  const examples = useAnswer('examples', (h) => h.examples())
  const recent = useAnswer('recent', (h) => h.recentProjects())
  const loaded = new Set(materials.map((m) => m.material.id))
  return (
    <div className="start">
      {!compact && <div className="drop-hint">
        <strong>Drop structures here</strong>
        <span>CIF, POSCAR, CONTCAR or extXYZ, also gzipped. They stay on this machine.</span>
      </div>}
      <section>
        <h2>Examples</h2>
        {examples.error !== undefined && <ErrorPanel error={examples.error} doing="Reading the examples" retry={examples.retry} />}
        {examples.data?.length === 0 && <p className="muted">This installation has no examples.</p>}
        <div className="chips">
          {(examples.data ?? []).map(({ name, title }) => (
            <button key={name} type="button" className="chip-button" aria-label={title === name ? name : `${name} ${kindText(name, title)}`} disabled={loaded.has(name)} onClick={() => void addExamples(host, name)}>
              <strong>{formulaText(name)}</strong>
              {title !== name && <span>{kindText(name, title)}</span>}
            </button>
          ))}
        </div>
      </section>
      {!compact && (
        <section>
          <h2>Recent projects</h2>
          {window.shell && <Button icon={FolderOpen} onClick={() => void chooseProject(host)}>Open a project</Button>}
          {recent.data?.length === 0 && <p className="muted">None yet. A project is kept as one file; it appears here once a run was started.</p>}
          <ul className="plain-list">
            {(recent.data ?? []).map(({ path, name }) => (
              <li key={path}>
                <button type="button" className="link" title={path} onClick={() => void openProject(host, path)}>
                  {name}
                </button>
                {/* the end is shown where it is long; bdi keeps the slash at its beginning there */}
                <small className="muted path"><bdi>{path}</bdi></small>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
