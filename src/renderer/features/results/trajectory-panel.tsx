/** The relaxation of the selected configuration: its energy and largest force, which are also the scrubber. */
import { Pause, Play, SkipBack, SkipForward } from 'lucide-react'
import { useEffect } from 'react'
import type { TrajectoryData } from '../../../contract/host-api'
import { IconButton } from '../../ui/controls'
import { energyFixed, energyUnit, forceText } from '../../ui/format'
import { RelaxationPlot } from '../../plots/relaxation-plot'
import { frameAt, usePlayer } from './player'

interface TrajectoryPanelProps {
  readonly data: TrajectoryData
  /** eV/Å: where relaxation counts as converged */
  readonly target: number | null
}

export function TrajectoryPanel({ data, target }: TrajectoryPanelProps): React.JSX.Element {
  const { frame, playing, show, play, pause } = usePlayer()
  const last = data.frames - 1
  const now = Math.min(frame ?? last, last)
  usePlayback(data, playing)
  const toggle = (): void => {
    if (playing) return pause()
    if (now >= last) show(0)
    return play()
  }
  const scrub = (to: number): void => {
    pause()
    show(to)
  }
  return (
    <section className="trajectory" aria-label="Relaxation">
      <div className="trajectory-head">
        <IconButton label="First frame: the initial structure" icon={SkipBack} onClick={() => scrub(0)} disabled={now === 0} />
        <IconButton label={playing ? 'Pause' : 'Play the relaxation'} icon={playing ? Pause : Play} onClick={toggle} disabled={data.frames < 2} />
        <IconButton label="Last frame: the relaxed structure" icon={SkipForward} onClick={() => scrub(last)} disabled={now === last} />
        <span className="num frame" data-testid="frame">
          Frame {now + 1} of {data.frames}
        </span>
        <span className="muted num frame-values">
          <span title="Energy above the last frame">+{energyFixed(data.energies[now]! - data.energies[last]!, 3)} {energyUnit()}</span>
          <span title="Largest force on a free atom">{forceText(data.fmax[now]!)}</span>
        </span>
      </div>
      <RelaxationPlot energies={data.energies} fmax={data.fmax} frame={now} target={target} onFrame={scrub} onToggle={toggle} />
    </section>
  )
}

/** Moves the frame while playing; stops at the end. */
function usePlayback(data: TrajectoryData, playing: boolean): void {
  useEffect(() => {
    if (!playing) return undefined
    const { show, pause, frame } = usePlayer.getState()
    const start = frame ?? 0
    const began = performance.now()
    let request = requestAnimationFrame(tick)
    function tick(): void {
      const next = frameAt(start, performance.now() - began, data.frames)
      if (next !== usePlayer.getState().frame) show(next)
      if (next >= data.frames - 1) pause()
      else request = requestAnimationFrame(tick)
    }
    return () => cancelAnimationFrame(request)
  }, [playing, data])
}
