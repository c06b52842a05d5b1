/** A small view without tools: it turns and zooms, alone or with others. */
import { Canvas } from '@react-three/fiber'
import { DEFAULT_LAYOUT, type SceneOptions } from '../state/view'
import { useView } from '../state/view-store'
import { useTheme } from '../ui/theme'
import type { CameraLink } from './camera'
import type { SceneContent } from './content'
import { glSupport } from './gl'
import { Stage } from './stage'

interface MiniViewerProps {
  readonly content: SceneContent
  readonly label: string
  readonly link?: CameraLink | null
}

const OPTIONS: SceneOptions = { ...DEFAULT_LAYOUT.scene, cell: false, markFixed: false }
const NOTHING = (): void => undefined
const NONE: readonly number[] = []
export function MiniViewer({ content, label, link = null }: MiniViewerProps): React.JSX.Element {
  const theme = useTheme()
  const best = useView((s) => s.layout.drawing === 'best')
  const gl = glSupport()
  const samples = best ? Math.max(2, window.devicePixelRatio) : gl.software ? 1 : Math.min(2, window.devicePixelRatio)
  if (!gl.available) return <p className="muted pad">This machine offers no WebGL 2, which the 3D view needs.</p>
  return (
    <div className="mini-viewer" role="img" aria-label={label}>
      <Canvas frameloop="demand" flat dpr={samples} gl={{ antialias: !gl.software, alpha: true }}>
        <Stage content={content} options={OPTIONS} theme={theme} smooth={!gl.software} selected={NONE} hovered={-1} onReady={NOTHING} onColours={NOTHING} onTurn={NOTHING} link={link} />
      </Canvas>
    </div>
  )
}
