/** One configuration as a picture with its energy, error bar, place and anomalies. */
import type { Preset } from '../../scene/camera'
import type { Theme } from '../../scene/palette'
import { energyText, fixed } from '../../ui/format'
import { speciesText } from '../../ui/formula'
import { SurfaceName } from '../../ui/surface'
import { referenceSentence } from '../../ui/reference-chip'
import { AnomalyChips } from './cells'
import { barTitle, EnergyBar } from './energy-bar'
import type { EnergyScale } from './energy-scale'
import { groupText, type RowMark } from './groups'
import { percentText } from './percent'
import { MarkBox } from './results-table'
import { useResultsView } from './results-store'
import { anomaliesOf, outcomeOf, surfaceText, type ResultRow } from './rows'
import { useThumbnail } from './thumbnails'

interface GalleryCardProps {
  readonly row: ResultRow
  readonly mark: RowMark
  readonly decided: number
  readonly scale: EnergyScale | undefined
  readonly index: number
  readonly column: number
  readonly selected: boolean
  readonly theme: Theme
  readonly preset: Preset
  /** px of the picture */
  readonly width: number
  readonly onPick: (event: React.MouseEvent) => void
}

const PICTURE_HEIGHT = 144

/** Widths in steps, so that dragging the splitter does not draw every picture anew. */
const stepped = (width: number): number => Math.ceil(width / 32) * 32

export function GalleryCard({ row, mark, decided, scale, index, column, selected, theme, preset, width, onPick }: GalleryCardProps): React.JSX.Element {
  const { id, adsorbate, placement, result } = row.configuration
  const marked = useResultsView((s) => s.marked.has(id))
  const classes = ['gallery-card', selected && 'current', marked && 'marked', row.rank === null && 'unranked'].filter(Boolean).join(' ')
  const name = `${row.rank === null ? 'Not ranked' : `Rank ${row.rank}`}, ${adsorbate} on ${surfaceText(row)}, ${placement}${result ? `, ${barTitle(result.energy, result.interval)}` : ''}, ${[outcomeOf(row), ...anomaliesOf(row)].join(', ')}`
  return (
    <div id={`card-${index}`} className={classes} role="gridcell" aria-colindex={column} aria-selected={selected} aria-label={name} onClick={onPick}>
      <div className="card-picture">
        <Picture row={row} theme={theme} preset={preset} width={stepped(width)} />
        <span className="card-mark"><MarkBox id={id} marked={marked} /></span>
        {row.rank !== null && <span className={`card-rank num ${row.rank === 1 ? 'first' : ''}`} title="Rank within its surface and adsorbate">{row.rank}</span>}
        <span className="card-badges"><AnomalyChips row={row} />{result && !result.inDomain && <span className="chip alarm" title={result.domainNote}>outside domain</span>}</span>
        {row.chance && <span className={`card-group num ${row.chance.group === 1 ? 'best' : ''}`} title={groupText(row.chance.group, mark, decided)}>P(best) {percentText(row.chance.best)}</span>}
      </div>
      <div className="card-line">
        <SurfaceName {...row.configuration} miller={row.miller} />
        <span className="card-adsorbate">{speciesText(adsorbate)}</span>
        {result ? <strong className="num" title={referenceSentence(result.reference)}>{energyText(result.energy, result.interval)}</strong> : <span className="muted">{outcomeOf(row)}</span>}
      </div>
      <div className="card-bar"><EnergyBar row={row} scale={scale} /></div>
      <div className="card-line muted">
        <span className="mono">{placement}</span>
        {row.basin !== undefined && <span>basin <span className="num">{row.basin}</span></span>}
        {row.relative !== null && <span className="num" title="Energy above the best of the same surface and adsorbate">+{fixed(row.relative, 3)}</span>}
      </div>
    </div>
  )
}

function Picture({ row, theme, preset, width }: Pick<GalleryCardProps, 'row' | 'theme' | 'preset' | 'width'>): React.JSX.Element {
  const { id, state } = row.configuration
  const picture = useThumbnail({ id, state, theme, preset, width, height: PICTURE_HEIGHT })
  if (picture?.kind === 'drawn') return <img src={picture.url} alt="" draggable={false} />
  return <span className="card-waiting" title={picture?.why}>{picture ? 'No picture' : 'Drawing'}</span>
}
