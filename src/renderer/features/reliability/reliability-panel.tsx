/** How far the energies and their error bars can be trusted: against the user's own DFT, or against the points that ship with the model. */
import { FolderInput, Upload } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Reliability } from '../../../contract/reliability-api'
import { useCampaign } from '../../state/campaign'
import { useHost } from '../../state/host'
import { attempt } from '../../state/view-store'
import { Button, EmptyState, Spinner } from '../../ui/controls'
import { plural } from '../../ui/format'
import { ModelNotes } from '../../ui/model-notes'
import { Panel } from '../../ui/panel'
import { Charts } from './reliability-charts'
import { CoverageTables } from './coverage-tables'
import { ImportReport } from './import-report'
import { chooseDftFiles } from './import-files'
import { importFiles, loadReliability, recalibrate, useReliability } from './reliability-store'
import { versionsFor } from './drawn-versions'
import { Versions } from './versions'

export function ReliabilityPanel(): React.JSX.Element {
  const host = useHost()
  const project = useCampaign((s) => s.project?.path)
  const { found } = useReliability()
  useEffect(() => void loadReliability(host, project), [host, project])
  return (
    <Panel title="Reliability" lead="What was measured of the errors, which error bars follow from it, and whether they keep their promise." actions={<ImportButtons />}>
      {found ? <Found found={found} /> : <Spinner label="Reading what is known of the errors" />}
    </Panel>
  )
}

function ImportButtons(): React.JSX.Element | null {
  const host = useHost()
  const project = useCampaign((s) => s.project)
  const busy = useReliability((s) => s.busy)
  const [theory, setTheory] = useState('')
  const take = (folder: boolean): void => void attempt('Reading the DFT files', async () => importFiles(host, await chooseDftFiles(folder), theory))
  if (!project) return null
  return (
    <div className="import-dft">
      <input className="text-input" type="text" placeholder="DFT settings" title="Where the files themselves do not say them" aria-label="DFT settings where the files do not say them" value={theory} onChange={(event) => setTheory(event.target.value)} />
      <Button icon={Upload} disabled={busy !== null} onClick={() => take(false)}>Import DFT…</Button>
      <Button icon={FolderInput} disabled={busy !== null} onClick={() => take(true)}>A folder…</Button>
    </div>
  )
}

function Found({ found }: { readonly found: Reliability }): React.JSX.Element {
  const host = useHost()
  const { report, busy, group: shown, show } = useReliability()
  const project = useCampaign((s) => s.project)
  const group = found.groups[shown]
  const imported = group?.points[0]?.part === 'imported'
  return (
    <div className="reliability">
      {report && <ImportReport report={report} />}
      {found.waiting.length > 0 && (
        <div className="warning">
          <p>{plural(found.waiting.length, 'configuration')} with DFT {found.waiting.length === 1 ? 'energy waits' : 'energies wait'} for references of the same theory:</p>
          <ul>{found.waiting.slice(0, 5).map((one) => <li key={one.configuration}>{one.configuration}: {one.missing.join(', ')}</li>)}</ul>
        </div>
      )}
      {found.groups.length > 1 && (
        <label className="points-choice">
          <span>Points</span>
          <select value={shown} onChange={(event) => show({ group: Number(event.target.value) })}>
            {found.groups.map((one, k) => <option key={`${one.truth} ${one.theory}`} value={k}>{`${one.points[0]?.part === 'imported' ? 'Imported' : found.model}: ${plural(one.points.length, 'point')} against ${TRUTHS[one.truth]}`}</option>)}
          </select>
        </label>
      )}
      {group ? (
        <>
          <p className="truth"><strong>{plural(group.points.length, 'point')} against {TRUTHS[group.truth]}.</strong> {TRUTH_MEANING[group.truth]} <span className="muted">{theoryText(group)}.</span></p>
          {imported && project && <div><Button kind="primary" disabled={busy !== null || usable(group.points) === 0} onClick={() => void recalibrate(host)}>Recalibrate with {plural(usable(group.points), 'point')}</Button></div>}
        </>
      ) : (
        <EmptyState title={`${found.model} comes without calibration points`}><p>{project ? 'Export DFT inputs from the results, run them, and import the energies here.' : 'Open a project to import DFT energies.'}</p></EmptyState>
      )}
      <Versions versions={found.versions} hasProject={project !== null} />
      {group && <Charts group={group} versions={versionsFor(group, found.versions)} />}
      <CoverageTables versions={group ? versionsFor(group, found.versions) : found.versions} />
      {found.notes.length > 0 && (
        <section>
          <h2>What the model card says</h2>
          <ModelNotes notes={found.notes} />
        </section>
      )}
    </div>
  )
}

type Group = Reliability['groups'][number]

const usable = (points: Group['points']): number => points.filter(({ excluded }) => excluded === null).length

/** What an error is measured against. */
const TRUTHS: Readonly<Record<Group['truth'], string>> = { 'same-structure': 'DFT at the same structure', 'own-minimum': "DFT's own minimum", teacher: 'a larger model', user: 'energies of your own' }

/** The theory as the points name it; the kind of truth, which some repeat, stands before it already. */
const theoryText = ({ theory }: Group): string => {
  const text = theory.replace(/^own minimum, /, '')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const TRUTH_MEANING: Readonly<Record<Group['truth'], string>> = {
  'same-structure': 'The error is that of DFT single points at the structures that the potential relaxed: it holds no error of the geometry.',
  'own-minimum': "The error is against DFT's own relaxation of slab and adsorbate: geometry and energy together.",
  teacher: 'The error is against a larger model, not against DFT.',
  user: 'Energies that the user brought.',
}
