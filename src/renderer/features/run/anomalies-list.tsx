/** Anomalies as they appear, newest first: each leads to its structure. */
import { TriangleAlert } from 'lucide-react'
import { select, useCampaign } from '../../state/campaign'
import { useView } from '../../state/view-store'
import { plural } from '../../ui/format'

const SHOWN = 8

export function AnomaliesList(): React.JSX.Element | null {
  const seen = useCampaign((s) => s.anomalous)
  const go = useView((s) => s.go)
  if (seen.length === 0) return null
  const newest = seen.slice(-SHOWN).toReversed()
  return (
    <>
      <h2>Anomalies</h2>
      <ul className="messages" aria-label="Anomalies" aria-live="polite">
        {newest.map(({ id, kinds }) => (
          <li key={id} className="warning-line">
            <TriangleAlert size={14} aria-hidden="true" />
            <button
              type="button" className="link"
              onClick={() => {
                select(id)
                go('results')
              }}
            >
              {id}
            </button>
            <span>{kinds.join(', ')}</span>
          </li>
        ))}
      </ul>
      {seen.length > newest.length && <p className="muted">{plural(seen.length - newest.length, 'older one')} under Results.</p>}
    </>
  )
}
