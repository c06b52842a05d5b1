/** A 3D view of one structure: canvas, tool bar, legend, tooltip and measurements. */
import { Canvas } from '@react-three/fiber'
import { useCallback, useMemo, useRef, useState } from 'react'
import { hillFormula } from '../../domain/structure/formula'
import { useView } from '../state/view-store'
import { count } from '../ui/format'
import { useTheme } from '../ui/theme'
import type { AtomColours } from './atom-values'
import { Axes, type AxesHandle } from './axes'
import type { CameraLink } from './camera'
import type { SceneContent } from './content'
import type { Movie } from './film'
import { glSupport } from './gl'
import { Legend } from './legend'
import { measureDrawn } from './measure'
import { nextSelection } from './selection'
import { Stage, type StageHandle } from './stage'
import { atomFacts, atomName, measurementText, Tooltip } from './tooltip'
import { ViewerToolbar } from './viewer-toolbar'

interface ViewerProps {
  readonly content: SceneContent
  /** file name of saved pictures, without extension */
  readonly name: string
  /** the relaxation, where there is one: it can be saved as a film */
  readonly movie?: Movie | null
  /** turned and zoomed together with other views */
  readonly link?: CameraLink | null
  /** absent: the view has its own tool bar; else it stands elsewhere and is told of the view */
  readonly onHandle?: (handle: StageHandle) => void
  /** said of the view to a screen reader, before what it shows */
  readonly label?: string
}

const NONE: readonly number[] = []

export function Viewer({ content, name, movie = null, link = null, onHandle, label = '3D view' }: ViewerProps): React.JSX.Element {
  const options = useView((s) => s.layout.scene)
  const theme = useTheme()
  const best = useView((s) => s.layout.drawing === 'best')
  const gl = glSupport()
  const samples = best ? Math.max(2, window.devicePixelRatio) : gl.software ? 1 : Math.min(2, window.devicePixelRatio)
  const [handle, setHandle] = useState<StageHandle | null>(null)
  const [colours, setColours] = useState<AtomColours | null>(null)
  const [pointed, setHover] = useState<{ readonly of: string; readonly drawn: number; readonly x: number; readonly y: number } | null>(null)
  const [picked, setPicked] = useState<{ readonly key: string; readonly drawn: readonly number[] }>({ key: '', drawn: NONE })
  const axes = useRef<AxesHandle>(null)
  const pressed = useRef<{ readonly x: number; readonly y: number } | null>(null)
  const shape = `${content.key}|${options.images}`
  const selected = picked.key === shape ? picked.drawn : NONE
  const hover = pointed?.of === shape ? pointed : null

  const at = (event: React.PointerEvent): { drawn: number; x: number; y: number } => {
    const box = event.currentTarget.getBoundingClientRect()
    const [x, y] = [event.clientX - box.left, event.clientY - box.top]
    return { drawn: handle?.pick(x, y) ?? -1, x, y }
  }
  const onMove = (event: React.PointerEvent): void => {
    if (event.buttons !== 0) return setHover(null)
    const spot = at(event)
    return setHover(spot.drawn >= 0 ? { ...spot, of: shape } : null)
  }
  const onUp = (event: React.PointerEvent): void => {
    const start = pressed.current
    pressed.current = null
    if (!start || event.button !== 0 || Math.hypot(event.clientX - start.x, event.clientY - start.y) > 4) return
    const { drawn } = at(event)
    const more = event.shiftKey || event.ctrlKey || event.metaKey
    setPicked({ key: shape, drawn: nextSelection(selected, drawn, more) })
  }

  const atoms = handle?.model.list?.atoms
  const hoveredAtom = hover && atoms && hover.drawn < atoms.length ? atoms[hover.drawn]! : null
  const measured = useMemo(() => {
    const drawn = handle?.model.list
    if (!drawn) return { names: [], result: null }
    const known = selected.filter((k) => k < drawn.atoms.length)
    const result = known.length > 1 ? measureDrawn(drawn, content.positions ?? content.structure.positions, known) : null
    return { names: known.map((k) => atomName(drawn, k)), result }
  }, [selected, handle, content])
  const formula = hillFormula(content.structure)
  const onReady = useCallback(
    (ready: StageHandle) => {
      setHandle(ready)
      onHandle?.(ready)
    },
    [onHandle],
  )
  const onTurn = useCallback((a: readonly (readonly [number, number])[]) => axes.current?.turn(a), [])

  if (!gl.available) return <div className="viewer empty-state"><p>This machine offers no WebGL 2, which the 3D view needs.</p></div>
  return (
    <section className="viewer" aria-label={label}>
      {!onHandle && <ViewerToolbar content={content} handle={handle} source={handle} name={name} movie={movie} />}
      <div className="viewer-box">
        <div
          className="viewer-canvas"
          role="img"
          aria-label={`Structure ${formula}, ${count(content.structure.numbers.length)} atoms`}
          data-atoms={content.structure.numbers.length}
          onPointerMove={onMove}
          onPointerLeave={() => setHover(null)}
          onPointerDown={(event) => (pressed.current = { x: event.clientX, y: event.clientY })}
          onPointerUp={onUp}
        >
          <Canvas frameloop="demand" flat dpr={samples} gl={{ antialias: !gl.software, alpha: true }}>
            <Stage content={content} options={options} theme={theme} smooth={!gl.software} selected={selected} hovered={hover?.drawn ?? -1} onReady={onReady} onColours={setColours} onTurn={onTurn} link={link} />
          </Canvas>
        </div>
        <Axes ref={axes} />
        <Legend content={content} options={options} scale={colours?.scale ?? null} />
        {hover && hoveredAtom !== null && <Tooltip facts={atomFacts(content, hoveredAtom)} x={hover.x} y={hover.y} />}
        {measured.names.length > 0 && (
          <p className="measurement" role="status">
            {measured.names.join(' – ')}
            {measured.result ? <strong>{measurementText(measured.result.kind, measured.result.value)}</strong> : <em>Shift-click more atoms to measure</em>}
            {measured.result?.nearest != null && <em>nearest images {measurementText(measured.result.kind, measured.result.nearest)}</em>}
          </p>
        )}
      </div>
    </section>
  )
}
