/** The structures put aside for comparing, and what is compared most often: a configuration with its start and with its clean slab. */
import { Columns2, Pin as PinIcon, X } from 'lucide-react'
import type { RankedRow } from '../../../domain/catalogue/records'
import { Button } from '../../ui/controls'
import { findPin, MAX_PINS, pinKey, pinName } from './compare-pins'
import { compareWithClean, compareWithStart, useCompare } from './compare-store'

export function CompareTray({ row }: { readonly row: RankedRow | undefined }): React.JSX.Element | null {
  const { tray, open, pin, unpin, show } = useCompare()
  const id = row?.configuration.id
  const relaxed = row?.configuration.state === 'done' && id !== undefined
  if (!relaxed && tray.pins.length === 0) return null
  return (
    <div className="compare-tray" role="group" aria-label="Compare">
      {relaxed && (
        <>
          <Button kind="quiet" icon={PinIcon} disabled={findPin(tray, pinKey({ configuration: id, part: 'relaxed' })) !== undefined} title={`Put it aside to compare it with another (up to ${MAX_PINS})`} onClick={() => pin({ configuration: id, part: 'relaxed' })}>Pin</Button>
          <Button kind="quiet" onClick={() => compareWithStart(id)} title="Overlay the relaxed structure on the placement it started from">Start vs relaxed</Button>
          <Button kind="quiet" onClick={() => compareWithClean(id)} title="Overlay it on the relaxed clean slab">Clean slab vs relaxed</Button>
        </>
      )}
      {tray.pins.length > 0 && (
        <ul aria-label="Pinned structures">
          {tray.pins.map((one) => {
            const key = pinKey(one)
            const side = key === tray.a ? 'A' : key === tray.b ? 'B' : null
            return (
              <li key={key} className={`tray-pin ${side === null ? '' : 'chosen'}`}>
                {side && <b>{side}</b>}
                <span className="mono" title={pinName(one)}>{pinName(one)}</span>
                <button type="button" aria-label={`Unpin ${pinName(one)}`} title="Unpin" onClick={() => unpin(key)}><X size={12} aria-hidden="true" /></button>
              </li>
            )
          })}
        </ul>
      )}
      {tray.pins.length > 0 && !open && <Button icon={Columns2} disabled={tray.b === null} title={tray.b === null ? 'Pin a second structure to compare' : 'Show the two side by side or one over the other'} onClick={show}>Compare</Button>}
    </div>
  )
}
