/** The buttons over the view. */
import { Box, Circle, CircleDot, Contrast, Grid2x2, ImageDown, Link2, Scan, Video } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useFigures } from '../state/figures'
import { useView } from '../state/view-store'
import { COLOURINGS, type Colouring } from '../state/view'
import { IconButton, Menu } from '../ui/controls'
import { Popover } from '../ui/popover'
import type { Preset } from './camera'
import type { SceneContent } from './content'
import { figures, type Figure, type FigureSource } from './figures'
import type { Movie } from './film'
import { glSupport } from './gl'
import { occlusionShown } from './occlusion-work'
import type { StageHandle } from './stage'

const COLOUR_NAMES: Readonly<Record<Colouring, string>> = { element: 'Element', tag: 'Layer', force: 'Force', displacement: 'Displacement', distance: 'Latent distance' }
const PRESETS: readonly (readonly [Preset, string])[] = [
  ['top', 'Top'],
  ['side', 'Side'],
  ['front', 'Front'],
  ['oblique', 'Reset'],
]

export interface ViewerToolbarProps {
  readonly content: SceneContent
  readonly handle: Pick<StageHandle, 'fit'> | null
  /** what figures are made of: this view, or two beside each other */
  readonly source: FigureSource | null
  readonly name: string
  readonly movie: Movie | null
}

export function ViewerToolbar({ content, handle, source, name, movie }: ViewerToolbarProps): React.JSX.Element {
  const scene = useView((s) => s.layout.scene)
  const set = useView((s) => s.setScene)
  const missing: Readonly<Record<Colouring, boolean>> = { element: false, tag: false, force: !content.forces, displacement: !content.reference, distance: !content.distances }
  const noArrows = { none: false, force: !content.forces, displacement: !content.reference }
  const toggle = (key: 'bonds' | 'cell' | 'markFixed' | 'perspective' | 'outlines'): void => set({ [key]: !scene[key] })
  const occlusion = occlusionShown(scene.occlusion, glSupport().software, content.structure.numbers.length * scene.images ** (content.bulk ? 3 : 2))
  return (
    <div className="viewer-toolbar" role="toolbar" aria-label="View">
      <div className="segmented" role="group" aria-label="Direction of sight">
        {PRESETS.map(([preset, label]) => (
          <button key={preset} type="button" onClick={() => handle?.fit(preset)}>
            {label}
          </button>
        ))}
      </div>
      <Menu
        label="Colour by"
        value={missing[scene.colouring] ? 'element' : scene.colouring}
        options={COLOURINGS.map((c) => [c, COLOUR_NAMES[c], missing[c]] as const)}
        onChange={(colouring) => set({ colouring })}
      />
      {/* an overlay has arrows of its own */}
      {!content.ghost && (
        <Menu
          label="Arrows"
          value={noArrows[scene.arrows] ? 'none' : scene.arrows}
          options={[
            ['none', 'No arrows', false],
            ['force', 'Forces', noArrows.force],
            ['displacement', 'Displacements', noArrows.displacement],
          ]}
          onChange={(arrows) => set({ arrows })}
        />
      )}
      <Menu
        label="Periodic images"
        value={String(scene.images)}
        options={[
          ['1', '1 × 1', false],
          ['2', '2 × 2', false],
          ['3', '3 × 3', false],
        ]}
        onChange={(images) => set({ images: Number(images) as 1 | 2 | 3 })}
      />
      <span className="toolbar-icons">
        <IconButton label="Space-filling atoms" pressed={scene.style === 'space'} onClick={() => set({ style: scene.style === 'space' ? 'ball' : 'space' })} icon={Circle} />
        <IconButton label="Outlines" pressed={scene.outlines} onClick={() => toggle('outlines')} icon={CircleDot} />
        <IconButton label="Ambient occlusion" pressed={occlusion} onClick={() => set({ occlusion: occlusion ? 'off' : 'on' })} icon={Contrast} />
        <IconButton label="Bonds" pressed={scene.bonds} onClick={() => toggle('bonds')} icon={Link2} />
        <IconButton label="Cell" pressed={scene.cell} onClick={() => toggle('cell')} icon={Box} />
        <IconButton label="Mark fixed atoms" pressed={scene.markFixed} onClick={() => toggle('markFixed')} icon={Grid2x2} />
        <IconButton label="Perspective" pressed={scene.perspective} onClick={() => toggle('perspective')} icon={Video} />
        <IconButton label="Fit to view" onClick={() => handle?.fit(null)} icon={Scan} />
      </span>
      {source && <Figures source={source} name={name} movie={movie} />}
    </div>
  )
}

function Figures({ source, name, movie }: { readonly source: FigureSource; readonly name: string; readonly movie: Movie | null }): React.JSX.Element {
  const [making, setMaking] = useState(false)
  const list = useMemo(() => figures(source, name, movie), [source, name, movie])
  useEffect(() => {
    useFigures.setState({ list })
    return () => useFigures.setState({ list: [] })
  }, [list])
  const make = (figure: Figure, close: () => void): void => {
    close()
    setMaking(true)
    void figure.run().finally(() => setMaking(false))
  }
  return (
    <Popover label="Figure: copy or save what is shown" button={making ? 'Making…' : 'Figure'} icon={ImageDown} className="figure-button">
      {(close) => (
        <ul className="figure-list">
          {list.map((figure) => (
            <li key={figure.id}>
              <button type="button" disabled={figure.missing !== null || making} title={figure.missing ?? undefined} onClick={() => make(figure, close)}>
                <strong>{figure.title}</strong> <span>{figure.missing ?? figure.hint}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  )
}
