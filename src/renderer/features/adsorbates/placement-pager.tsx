/** Pages through the first placements on the surface that is looked at. */
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { usePreviews } from '../../state/previews'
import { useView } from '../../state/view-store'
import { IconButton } from '../../ui/controls'

export function PlacementPager(): React.JSX.Element | null {
  const { placements, surface, adsorbate } = usePreviews()
  const at = useView((s) => s.placement)
  const patch = useView((s) => s.patch)
  const list = placements.data
  if (!list || list.length === 0 || !surface || adsorbate === null) return null
  const index = Math.min(at, list.length - 1)
  return (
    <div className="pager" role="group" aria-label="Placement shown">
      <IconButton label="Previous placement" icon={ChevronLeft} disabled={index === 0} onClick={() => patch({ placement: index - 1 })} />
      <span>
        Placement <span className="num">{index + 1}</span> of <span className="num">{list.length}</span> shown
      </span>
      <IconButton label="Next placement" icon={ChevronRight} disabled={index >= list.length - 1} onClick={() => patch({ placement: index + 1 })} />
    </div>
  )
}
