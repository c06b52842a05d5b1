/** What the reliability page shows, and the requests that change it. */
import { create } from 'zustand'
import type { DftImport, Reliability } from '../../../contract/reliability-api'
import type { HostClient } from '../../../contract/host-api'
import { refresh, useCampaign } from '../../state/campaign'
import { attempt, useView } from '../../state/view-store'
import { plural } from '../../ui/format'
import type { ImportFile } from './import-files'

interface ReliabilityState {
  readonly found: Reliability | null
  /** of the last import: what was taken and what was refused */
  readonly report: DftImport | null
  readonly busy: string | null
  /** which group of points is drawn */
  readonly group: number
  /** which calibration is drawn beside the model's; null: the newest of the project, or none */
  readonly version: string | null
  readonly show: (patch: { readonly group?: number; readonly version?: string | null }) => void
}

export const useReliability = create<ReliabilityState>()((set) => ({ found: null, report: null, busy: null, group: 0, version: null, show: (patch) => set(patch) }))

const where = (): { readonly project?: string } => {
  const { project } = useCampaign.getState()
  return project ? { project: project.path } : {}
}

/** What is known of the errors: of the project, or of the shipped model where none is open. */
export async function loadReliability(host: HostClient, project: string | undefined): Promise<void> {
  const found = await attempt('Reading what is known of the errors', () => host.reliability(project === undefined ? {} : { project }), { retry: () => void loadReliability(host, project) })
  if (found && project === where().project) useReliability.setState(({ group }) => ({ found, group: group < found.groups.length ? group : 0 }))
}

async function change<T>(host: HostClient, busy: string, work: (project: string) => Promise<T>): Promise<T | undefined> {
  const { project } = where()
  if (project === undefined) {
    useView.getState().notify({ text: 'Open the project that the DFT decks were exported from first' })
    return undefined
  }
  useReliability.setState({ busy })
  const done = await attempt(busy, () => work(project))
  useReliability.setState({ busy: null })
  if (done !== undefined) await Promise.all([loadReliability(host, project), refresh(host)])
  return done
}

export async function importFiles(host: HostClient, files: readonly ImportFile[], theory: string): Promise<void> {
  if (files.length === 0) return
  const report = await change(host, 'Importing DFT energies', (project) => host.importDft({ project, files: [...files], ...(theory.trim() === '' ? {} : { theory: theory.trim() }) }))
  if (!report) return
  useReliability.setState({ report, group: 0 })
  useView.getState().notify({ text: `${plural(report.imported.length, 'energy', 'energies')} imported${report.refused.length > 0 ? `, ${report.refused.length} refused` : ''}` })
}

export async function recalibrate(host: HostClient): Promise<void> {
  const { found, group } = useReliability.getState()
  const chosen = found?.groups[group]
  if (!chosen || (chosen.truth !== 'same-structure' && chosen.truth !== 'own-minimum')) return
  const { truth, theory } = chosen
  const made = await change(host, 'Calibrating', (project) => host.calibrateProject({ project, truth, theory }))
  if (made) useReliability.setState({ version: made.id })
}

export async function choose(host: HostClient, calibration: string | null): Promise<void> {
  await change(host, 'Choosing the calibration', async (project) => {
    await host.chooseCalibration({ project, calibration })
    return true
  })
}
