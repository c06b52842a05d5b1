/** The tour as a card beside the control that it is about. The window stays usable around it; Escape skips it, the arrow keys walk. */
import { X } from 'lucide-react'
import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState } from 'react'
import { useHost } from '../../state/host'
import { useView } from '../../state/view-store'
import { Button, IconButton } from '../../ui/controls'
import { placeCard, type Box } from './tour-place'
import { TOUR, type TourStop } from './tour-stops'
import { endTour, useTour } from './tour-store'

export function Tour(): React.JSX.Element | null {
  const at = useTour((s) => s.at)
  const stop = at === null ? undefined : TOUR[at]
  return stop ? <Running stop={stop} at={at!} /> : null
}

function Running(props: { readonly stop: TourStop; readonly at: number }): React.JSX.Element {
  useReturnedFocus()
  return <Card key={props.stop.id} {...props} />
}

function Card({ stop, at }: { readonly stop: TourStop; readonly at: number }): React.JSX.Element {
  const host = useHost()
  const goTo = useTour((s) => s.goTo)
  const card = useRef<HTMLDivElement>(null)
  const next = useRef<HTMLButtonElement>(null)
  const id = useId()
  const isLast = at === TOUR.length - 1
  const arrive = useEffectEvent(async (here: TourStop) => {
    useView.getState().go(here.step)
    await here.prepare?.(host)
    // what was loaded shows itself in the first step
    if (useTour.getState().at !== null) useView.getState().go(here.step)
  })
  useEffect(() => void arrive(stop), [stop])
  useEffect(() => next.current?.focus(), [])
  const spot = useSpot(stop, card)
  const forth = (): void => (isLast ? endTour() : goTo(at + 1))
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Escape') endTour()
    else if (event.key === 'ArrowRight') forth()
    else if (event.key === 'ArrowLeft' && at > 0) goTo(at - 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      {spot.ring && <div className="tour-ring" aria-hidden="true" style={spot.ring} />}
      <div ref={card} className="tour-card" role="dialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`} style={spot.card} onKeyDown={onKeyDown}>
        <div className="tour-head">
          <h2 id={`${id}-title`}>{stop.title}</h2>
          <IconButton label="Skip the tour" icon={X} onClick={endTour} />
        </div>
        <p id={`${id}-text`} aria-live="polite">{stop.text}</p>
        <div className="tour-foot">
          <ol aria-label={`Stop ${at + 1} of ${TOUR.length}`}>{TOUR.map((one, k) => <li key={one.id} className={k === at ? 'current' : ''} />)}</ol>
          {at > 0 && <Button kind="quiet" onClick={() => goTo(at - 1)}>Back</Button>}
          <button ref={next} type="button" className="button primary" onClick={forth}>{isLast ? 'Done' : 'Next'}</button>
        </div>
      </div>
    </>
  )
}

/** The focus goes back to where it was before the tour. */
function useReturnedFocus(): void {
  useEffect(() => {
    const before = document.activeElement
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
}

interface Spot {
  readonly card: { readonly left: number; readonly top: number }
  readonly ring: Box | null
}

/** Follows the control as the window changes; where there is none, the card stands in the middle. */
function useSpot(stop: TourStop, card: React.RefObject<HTMLDivElement | null>): Spot {
  const [spot, setSpot] = useState<Spot>({ card: { left: -1000, top: -1000 }, ring: null })
  useLayoutEffect(() => {
    const place = (): void => {
      const element = stop.anchors.map((anchor) => document.querySelector(anchor)).find((found) => found !== null && found.clientHeight > 0)
      const size = card.current?.getBoundingClientRect() ?? { width: 340, height: 160 }
      const anchor = element?.getBoundingClientRect()
      const next = placeCard(anchor ? { left: anchor.left, top: anchor.top, width: anchor.width, height: anchor.height } : null, size, { width: innerWidth, height: innerHeight })
      setSpot((old) => (JSON.stringify(old) === JSON.stringify(next) ? old : next))
    }
    place()
    const timer = setInterval(place, 150)
    window.addEventListener('resize', place)
    return () => {
      clearInterval(timer)
      window.removeEventListener('resize', place)
    }
  }, [stop, card])
  return spot
}
