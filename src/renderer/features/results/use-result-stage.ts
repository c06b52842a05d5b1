/** What the view shows of the selected configuration: a frame of its relaxation, with forces at the end and anomalies marked. */
import { useEffect, useMemo } from 'react'
import type { TrajectoryData, UncertaintyEvidence } from '../../../contract/host-api'
import type { ConfigurationResult } from '../../../domain/catalogue/records'
import type { Structure } from '../../../domain/structure/structure'
import type { SceneContent } from '../../scene/content'
import { configurationDetail, explanation, trajectory as readTrajectory, useCampaign } from '../../state/campaign'
import { useAnswer, type Answer } from '../../state/host'
import { useView } from '../../state/view-store'
import { plural } from '../../ui/format'
import { marksOf } from './evidence-text'
import { usePlayer } from './player'

export interface ResultStage {
  readonly title: string
  readonly detail: string
  readonly content: SceneContent | null
  readonly trajectory: TrajectoryData | null
  /** what is asked when somebody wants to know why the error bar is what it is; null before there is a result */
  readonly why: { readonly structure: Structure; readonly result: ConfigurationResult; readonly evidence: Answer<UncertaintyEvidence> } | null
  readonly error: unknown
  readonly retry: () => void
}

export function useResultStage(): ResultStage {
  const { selected, results } = useCampaign()
  const row = results?.rows.find((r) => r.configuration.id === selected)
  const state = row?.configuration.state
  const detail = useAnswer(selected === null || !row ? null : `${results!.run.id}/${selected}/${state}`, (host) => configurationDetail(host, selected!))
  const finished = state === 'done'
  const hasFrames = finished || row?.configuration.skipped?.kind === 'merged'
  const track = useAnswer(selected !== null && hasFrames ? `${results!.run.id}/${selected}` : null, (host) => readTrajectory(host, selected!))
  const wanted = useView((s) => s.layout.lower === 'why' || s.layout.scene.colouring === 'distance')
  const evidence = useAnswer(selected !== null && finished && wanted ? `${results!.run.id}/${selected}` : null, (host) => explanation(host, selected!))
  const frame = usePlayer((s) => s.frame)
  useEffect(() => usePlayer.getState().open(selected), [selected])

  // While another configuration is being read, the one before stays on screen: its id says whose it is.
  const shown = detail.data
  const data = !track.loading && track.data && shown?.configuration.id === selected ? track.data : null
  const measured = !evidence.loading && evidence.data?.kind === 'measured' && shown?.configuration.id === selected ? evidence.data : null
  const content = useMemo((): SceneContent | null => {
    if (!shown) return null
    const structure = shown.final ?? shown.initial
    const marks = marksOf(shown.configuration.result?.anomalies ?? [])
    const last = data ? data.frames - 1 : 0
    const now = data ? Math.min(frame ?? last, last) : 0
    const size = structure.positions.length
    const atEnd = !data || now === last
    return {
      key: `${shown.configuration.slab}/${shown.configuration.adsorbate}`,
      structure,
      bulk: false,
      positions: data && !atEnd ? data.positions.subarray(now * size, (now + 1) * size) : null,
      forces: atEnd ? shown.forces : null,
      reference: shown.initial.positions.length === size ? shown.initial.positions : null,
      distances: measured && atEnd ? { perAtom: measured.perAtom, structure: measured.distance, threshold: measured.threshold, metric: measured.metric } : shown.configuration.result?.distance === undefined ? null : 'on-request',
      highlights: marks.atoms,
      links: marks.links,
    }
  }, [shown, data, frame, measured])
  const configuration = shown?.configuration
  return {
    title: configuration ? configuration.id : (selected ?? ''),
    detail: content ? `${plural(content.structure.numbers.length, 'atom')}${configuration?.state === 'done' ? '' : `, ${configuration?.state}`}` : '',
    content,
    trajectory: data,
    why: shown?.final && configuration?.result && configuration.id === selected ? { structure: shown.final, result: configuration.result, evidence: { ...evidence, data: evidence.loading ? undefined : evidence.data } } : null,
    error: detail.error,
    retry: detail.retry,
  }
}
