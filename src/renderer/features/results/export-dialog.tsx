/** What to write, of which configurations. */
import { useState } from 'react'
import type { HostClient } from '../../../contract/host-api'
import { useCampaign } from '../../state/campaign'
import { useHost } from '../../state/host'
import { attempt, useView } from '../../state/view-store'
import { Button } from '../../ui/controls'
import { Dialog } from '../../ui/dialog'
import { plural } from '../../ui/format'
import { saveFiles } from '../../ui/save'
import { useResultsView } from './results-store'
import { filterRows, NO_FILTER } from './rows'

type Format = NonNullable<Parameters<HostClient['exportRun']>[0]>['formats'][number]

const FORMATS: readonly (readonly [Format, string, string])[] = [
  ['csv', 'Ranking, CSV', 'one line per configuration, for a spreadsheet'],
  ['json', 'Ranking, JSON', 'with references, error bars, settings and provenance'],
  ['extxyz', 'Structures, extXYZ', 'relaxed, with energies, forces and tags, for ASE'],
  ['poscar', 'Structures, POSCAR', 'relaxed, with selective dynamics'],
  ['cif', 'Structures, CIF', 'relaxed'],
  ['vasp-oc20', 'DFT inputs, VASP (OC20)', 'RPBE, as in OC20'],
  ['vasp-oc22', 'DFT inputs, VASP (OC22)', 'PBE+U, as in OC22'],
  ['espresso', 'DFT inputs, Quantum ESPRESSO', ''],
  ['gpaw', 'DFT inputs, GPAW', ''],
]

export function ExportDialog(): React.JSX.Element {
  const host = useHost()
  const show = useView((s) => s.show)
  const { project, run, results, selected } = useCampaign()
  const { marked, filter } = useResultsView()
  const [formats, setFormats] = useState<readonly Format[]>(['csv', 'extxyz'])
  const [scope, setScope] = useState<'all' | 'marked' | 'filtered' | 'selected'>(marked.size > 0 ? 'marked' : 'all')
  const [busy, setBusy] = useState(false)
  const rows = results?.rows ?? []
  const filtered = filterRows(rows, filter).map((r) => r.configuration.id)
  const scopes = [
    ['all', `All configurations (${rows.length})`, rows.length > 0],
    ['filtered', `Those in the table now (${filtered.length})`, JSON.stringify(filter) !== JSON.stringify(NO_FILTER) && filtered.length > 0],
    ['marked', `The marked ones (${marked.size})`, marked.size > 0],
    ['selected', 'The selected one', selected !== null],
  ] as const
  const ids = { all: undefined, filtered, marked: [...marked], selected: selected === null ? [] : [selected] }[scope]
  const write = async (): Promise<void> => {
    if (!project || !run) return
    setBusy(true)
    const saved = await attempt('Exporting the results', async () => {
      const files = await host.exportRun({ project: project.path, run, formats: [...formats], ...(ids ? { configurations: ids } : {}) })
      const where = await saveFiles(files, `${project.name} results`.replace(/[^\w.-]+/g, '-'))
      return where === null ? null : { where, files: files.length }
    })
    setBusy(false)
    if (!saved) return
    useView.getState().notify({ text: `${plural(saved.files, 'file')} saved to ${saved.where}` })
    show(null)
  }
  return (
    <Dialog title="Export results">
      <fieldset>
        <legend>Configurations</legend>
        {scopes.map(([value, label, possible]) => (
          <label key={value} className="choice">
            <input type="radio" name="scope" disabled={!possible} checked={scope === value} onChange={() => setScope(value)} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Formats</legend>
        {FORMATS.map(([format, label, hint]) => (
          <label key={format} className="choice">
            <input type="checkbox" checked={formats.includes(format)} onChange={() => setFormats(formats.includes(format) ? formats.filter((f) => f !== format) : [...formats, format])} />
            <span>
              {label} {hint && <small>{hint}</small>}
            </span>
          </label>
        ))}
      </fieldset>
      <footer className="dialog-foot">
        <Button onClick={() => show(null)}>Cancel</Button>
        <Button kind="primary" disabled={formats.length === 0 || busy} onClick={() => void write()}>
          {busy ? 'Writing…' : window.shell ? 'Choose a folder…' : 'Download'}
        </Button>
      </footer>
    </Dialog>
  )
}
