/** Two structures side by side, turned as one, or the second as a ghost over the first with an arrow for every atom that moved. */
import { ArrowLeftRight, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { HostClient } from '../../../contract/host-api'
import { invalidInput } from '../../../domain/errors'
import { CameraLink } from '../../scene/camera'
import { pairSource } from '../../scene/pair'
import type { StageHandle } from '../../scene/stage'
import { Viewer } from '../../scene/viewer'
import { ViewerToolbar } from '../../scene/viewer-toolbar'
import { cleanSurface, configurationDetail, useCampaign } from '../../state/campaign'
import { useAnswer } from '../../state/host'
import { IconButton, Menu, Spinner } from '../../ui/controls'
import { ErrorPanel } from '../../ui/notices'
import { Energy, IntervalNote } from '../../ui/reference-chip'
import { compareContents, type CompareContents, type Side } from './compare-contents'
import { findPin, pinKey, pinLabel, pinName, type Pin } from './compare-pins'
import { useCompare } from './compare-store'
import { comparisonFacts } from './compare-text'

async function readSide(host: HostClient, pin: Pin): Promise<Side> {
  const { configuration, initial, final, forces } = await configurationDetail(host, pin.configuration)
  const name = pinName(pin)
  if (pin.part === 'clean') return { name, structure: await cleanSurface(host, configuration.slab), forces: null }
  if (pin.part === 'initial') return { name, structure: initial, forces: null }
  if (!final) throw invalidInput('This configuration has no relaxed structure to compare yet', { found: pin.configuration })
  return { name, structure: final, forces }
}

export function CompareStage(): React.JSX.Element | null {
  const { tray, mode, setMode } = useCompare()
  const run = useCampaign((s) => s.run)
  const [pinA, pinB] = [findPin(tray, tray.a), findPin(tray, tray.b)]
  const sides = useAnswer(pinA && pinB ? JSON.stringify([run, pinA, pinB]) : null, (host) => Promise.all([readSide(host, pinA!), readSide(host, pinB!)]))
  const contents = useMemo(() => (sides.data ? compareContents(...sides.data) : null), [sides.data])
  if (!pinA || !pinB) return null
  const overlay = mode === 'overlay' ? contents?.overlay : null
  return (
    <div className="compare" role="region" aria-label="Comparison">
      <CompareHead overlay={Boolean(overlay)} possible={contents === null || contents.overlay !== null} onMode={setMode} />
      {sides.error !== undefined && <ErrorPanel error={sides.error} doing="Reading the structures to compare" retry={sides.retry} />}
      {!contents && sides.error === undefined && <Spinner label="Reading the structures" />}
      {overlay && <Viewer content={overlay} name={fileName('overlay', pinA, pinB)} label={`Overlay of ${pinName(pinB)} on ${pinName(pinA)}`} />}
      {contents && !overlay && <SideBySide contents={contents} pins={[pinA, pinB]} />}
      {contents && <Facts contents={contents} overlay={Boolean(overlay)} />}
    </div>
  )
}

const fileName = (what: string, a: Pin, b: Pin): string => `${what}-${pinName(a)}-${pinName(b)}`.replace(/[^\w.-]+/g, '-')

function CompareHead({ overlay, possible, onMode }: { readonly overlay: boolean; readonly possible: boolean; readonly onMode: (mode: 'side' | 'overlay') => void }): React.JSX.Element {
  const { tray, choose, swap, close } = useCompare()
  const options = tray.pins.map((pin) => [pinKey(pin), pinLabel(pin), false] as const)
  return (
    <header className="compare-head">
      <label><b>A</b> <Menu label="First structure" value={tray.a!} options={options} onChange={(key) => choose('a', key)} /></label>
      <IconButton label="Swap A and B" icon={ArrowLeftRight} onClick={swap} />
      <label><b className="ghostly">B</b> <Menu label="Second structure" value={tray.b!} options={options} onChange={(key) => choose('b', key)} /></label>
      <div className="segmented" role="group" aria-label="Compare as">
        <button type="button" aria-pressed={!overlay} onClick={() => onMode('side')}>Side by side</button>
        <button type="button" aria-pressed={overlay} disabled={!possible} onClick={() => onMode('overlay')}>Overlay</button>
      </div>
      <IconButton label="Close the comparison" icon={X} onClick={close} />
    </header>
  )
}

function SideBySide({ contents, pins }: { readonly contents: CompareContents; readonly pins: readonly [Pin, Pin] }): React.JSX.Element {
  const link = useMemo(() => new CameraLink(), [])
  const [a, setA] = useState<StageHandle | null>(null)
  const [b, setB] = useState<StageHandle | null>(null)
  const source = useMemo(() => (a && b ? pairSource(a, b) : null), [a, b])
  const views = [
    ['A', contents.a, pins[0], setA],
    ['B', contents.b, pins[1], setB],
  ] as const
  return (
    <>
      <ViewerToolbar content={contents.a} handle={a} source={source} name={fileName('pair', ...pins)} movie={null} />
      <div className="compare-pair">
        {views.map(([side, content, pin, onHandle]) => (
          <figure key={side}>
            <Viewer content={content} name={side} link={link} onHandle={onHandle} label={`${side}: ${pinName(pin)}`} />
            <figcaption><b>{side}</b> <span className="mono">{pinName(pin)}</span> <PinEnergy pin={pin} /></figcaption>
          </figure>
        ))}
      </div>
    </>
  )
}

/** The adsorption energy belongs to the relaxed structure alone. */
function PinEnergy({ pin }: { readonly pin: Pin }): React.JSX.Element | null {
  const result = useCampaign((s) => s.results?.rows.find((r) => r.configuration.id === pin.configuration)?.configuration.result)
  if (pin.part !== 'relaxed' || !result) return null
  return <><Energy energy={result.energy} interval={result.interval} reference={result.reference} /> <IntervalNote interval={result.interval} /></>
}

function Facts({ contents, overlay }: { readonly contents: CompareContents; readonly overlay: boolean }): React.JSX.Element {
  const { comparison, a, b } = contents
  const { facts, notes } = comparisonFacts(comparison, a.structure, b.structure)
  const times = contents.overlay?.ghost?.exaggeration ?? 1
  return (
    <footer className="compare-facts">
      {facts.length > 0 && <dl>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="num">{value}</dd></div>)}</dl>}
      <p className={comparison.kind === 'unmatched' ? 'warning' : 'muted'}>
        {overlay && <>Solid: A. Ghost: B, where it is 0.05 Å or more away. {times === 1 ? 'Arrows are to scale. ' : `Arrows are ${times} times as long as the moves. `}</>}
        {notes.join(' ')}
      </p>
    </footer>
  )
}
