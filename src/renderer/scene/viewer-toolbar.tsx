/** The buttons over the view. */
import { Box, Camera, Circle, Film, Grid2x2, Link2, Scan, Video } from 'lucide-react'
import { useState } from 'react'
import { attempt, useView } from '../state/view-store'
import { COLOURINGS, type Colouring } from '../state/view'
import { blobBytes, saveFiles } from '../ui/save'
import { IconButton, Menu } from '../ui/controls'
import type { Preset } from './camera'
import type { SceneContent } from './content'
import type { Movie } from './gif'
import type { StageHandle } from './stage'

const COLOUR_NAMES: Readonly<Record<Colouring, string>> = { element: 'Element', tag: 'Layer', force: 'Force', displacement: 'Displacement' }
const PRESETS: readonly (readonly [Preset, string])[] = [
  ['top', 'Top'],
  ['side', 'Side'],
  ['front', 'Front'],
  ['oblique', 'Reset'],
]

export interface ViewerToolbarProps {
  readonly content: SceneContent
  readonly handle: StageHandle | null
  readonly name: string
  readonly movie: Movie | null
}

export function ViewerToolbar({ content, handle, name, movie }: ViewerToolbarProps): React.JSX.Element {
  const scene = useView((s) => s.layout.scene)
  const set = useView((s) => s.setScene)
  const notify = useView((s) => s.notify)
  const savePng = async (): Promise<void> => {
    const where = await attempt('Saving the picture', async () => handle && saveFiles([{ name: `${name}.png`, bytes: await blobBytes(await handle.png()) }], name))
    if (where) notify({ text: `${name}.png was saved to ${where}` })
  }
  const [filming, setFilming] = useState(false)
  const saveGif = async (): Promise<void> => {
    if (!handle || !movie) return
    setFilming(true)
    const where = await attempt('Saving the relaxation', async () => saveFiles([{ name: `${name}.gif`, bytes: await handle.gif(movie) }], name))
    setFilming(false)
    if (where) notify({ text: `${name}.gif was saved to ${where}` })
  }
  const toggle = (key: 'bonds' | 'cell' | 'markFixed' | 'perspective'): void => set({ [key]: !scene[key] })
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
        value={scene.colouring}
        options={COLOURINGS.map((c) => [c, COLOUR_NAMES[c], (c === 'force' && !content.forces) || (c === 'displacement' && !content.reference)] as const)}
        onChange={(colouring) => set({ colouring })}
      />
      <Menu
        label="Arrows"
        value={scene.arrows}
        options={[
          ['none', 'No arrows', false],
          ['force', 'Forces', !content.forces],
          ['displacement', 'Displacements', !content.reference],
        ]}
        onChange={(arrows) => set({ arrows })}
      />
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
        <IconButton label="Bonds" pressed={scene.bonds} onClick={() => toggle('bonds')} icon={Link2} />
        <IconButton label="Cell" pressed={scene.cell} onClick={() => toggle('cell')} icon={Box} />
        <IconButton label="Mark fixed atoms" pressed={scene.markFixed} onClick={() => toggle('markFixed')} icon={Grid2x2} />
        <IconButton label="Perspective" pressed={scene.perspective} onClick={() => toggle('perspective')} icon={Video} />
        <IconButton label="Fit to view" onClick={() => handle?.fit(null)} icon={Scan} />
        <IconButton label="Save a picture (PNG, 4×, transparent)" onClick={() => void savePng()} icon={Camera} disabled={!handle} />
        {movie && movie.frames > 1 && <IconButton label="Save the relaxation (GIF)" icon={Film} onClick={() => void saveGif()} disabled={!handle || filming} />}
      </span>
    </div>
  )
}
