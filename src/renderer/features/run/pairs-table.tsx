/** The run by surface and adsorbate: how far each pair is, and which comes first. */
import { ChevronsUp } from 'lucide-react'
import type { PairProgress, RunProgress } from '../../../contract/host-api'
import { ENDED, prioritise, useCampaign } from '../../state/campaign'
import { useHost } from '../../state/host'
import { IconButton } from '../../ui/controls'
import { count } from '../../ui/format'
import { speciesText } from '../../ui/formula'
import { SurfaceName } from '../../ui/surface'
import { surfaceName } from '../../ui/surface-name'
import { pairState, type PairState } from './pair-state'

export function PairsTable({ progress }: { readonly progress: RunProgress }): React.JSX.Element | null {
  const pairs = useCampaign((s) => s.pairs)
  if (pairs.length === 0) return null
  const goes = !ENDED.has(progress.state)
  const running = goes ? progress.running.map(({ configuration }) => configuration) : null
  return (
    <>
      <h2>Surfaces and adsorbates</h2>
      <div className="pairs">
        <table className="list compact" aria-label="Surfaces and adsorbates">
          <thead><tr><th>Surface</th><th>Adsorbate</th><th>State</th><th className="right">Placements</th><th><span className="visually-hidden">Order</span></th></tr></thead>
          <tbody>{pairs.map((pair) => <PairRow key={`${pair.slab}/${pair.adsorbate}`} pair={pair} state={pairState(pair, running)} movable={goes && pairs.length > 1} />)}</tbody>
        </table>
      </div>
    </>
  )
}

function PairRow({ pair, state, movable }: { readonly pair: PairProgress; readonly state: PairState; readonly movable: boolean }): React.JSX.Element {
  const host = useHost()
  const { slab, material, miller, adsorbate, total, done, failed, skipped, anomalies, front, refused } = pair
  const ended = done + failed + skipped
  const name = `${adsorbate} on ${surfaceName(pair, miller)}`
  return (
    <tr className={state}>
      <td><SurfaceName material={material} slab={slab} miller={miller} /></td>
      <td>{speciesText(adsorbate)}</td>
      <td title={refused}>
        {state === 'next' ? (front === 1 ? 'next' : `next, after ${front! - 1}`) : state}
        {anomalies > 0 && <> <span className="chip alarm">{count(anomalies)} anomalous</span></>}
      </td>
      <td className="right">
        <span className="pair-bar"><progress aria-label={name} value={total === 0 ? 0 : ended / total} max={1} /><span className="num">{count(ended)}/{count(total)}</span></span>
      </td>
      <td>{movable && (state === 'waiting' || state === 'running' || state === 'next') && front !== 1 && <IconButton label={`Move ${name} to the front`} icon={ChevronsUp} onClick={() => void prioritise(host, slab, adsorbate)} />}</td>
    </tr>
  )
}
