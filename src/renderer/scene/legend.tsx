/** What the colours and marks of the view mean. */
import { composition } from '../../domain/structure/formula'
import { symbolOf } from '../../domain/structure/elements'
import type { SceneOptions } from '../state/view'
import { fixed, forceText, significant } from '../ui/format'
import { lengths, share, type AtomColours, type Scale } from './atom-values'
import { scaleGradient, TAG_COLOURS, TAG_NAMES } from './colour-scales'
import type { SceneContent } from './content'
import { cssColour, elementColour } from './element-colours'

interface LegendProps {
  readonly content: SceneContent
  readonly options: SceneOptions
  readonly scale: AtomColours['scale']
}

export function Legend({ content, options, scale }: LegendProps): React.JSX.Element {
  const { structure, ghost } = content
  const numbers = ghost ? [...structure.numbers, ...ghost.structure.numbers] : structure.numbers
  const entries =
    scale !== null
      ? []
      : options.colouring === 'tag'
        ? TAG_NAMES.map((name, t) => [name, cssColour(TAG_COLOURS[t]!)] as const).filter((_, t) => structure.tags.includes(t))
        : [...composition(numbers)].map(([z]) => [symbolOf(z), cssColour(elementColour(z))] as const)
  return (
    <div className="legend">
      {entries.map(([name, colour]) => (
        <span key={name} className="legend-entry">
          <i style={{ background: colour }} />
          {name}
        </span>
      ))}
      {options.markFixed && structure.fixed.includes(1) && (
        <span className="legend-entry">
          <i className="hatched" />
          fixed
        </span>
      )}
      {arrowNote(content, options) !== null && (
        <span className="legend-entry">
          <b aria-hidden="true">→</b>
          {arrowNote(content, options)}
        </span>
      )}
      {scale && <ScaleBar scale={scale} gradient={scaleGradient(options.scale)} />}
    </div>
  )
}

/** What the length of an arrow means; null where there are none. An overlay says it elsewhere. */
function arrowNote({ forces, reference, ghost }: SceneContent, { arrows }: SceneOptions): string | null {
  if (ghost) return null
  if (arrows === 'force' && forces) return `longest: ${forceText(lengths(forces).reduce((a, b) => Math.max(a, b), 0))}`
  return arrows === 'displacement' && reference ? 'displacements to scale' : null
}

function ScaleBar({ scale, gradient }: { readonly scale: Scale; readonly gradient: string }): React.JSX.Element {
  const { title, low, high, unit, mark, note } = scale
  const text = (value: number): string => (unit === '' ? significant(value) : fixed(value, value < 10 ? 3 : 1))
  const range = `${fixed(low, 0)} – ${text(high)} ${unit}`.trim()
  return (
    <span className={`scale-bar ${mark ? 'marked' : ''}`} role="img" aria-label={`${title} from ${range}${mark ? `, ${mark.label} beyond ${text(mark.value)}` : ''}${note ? `; ${note}` : ''}`}>
      <span>{title}</span>
      <i style={{ background: gradient }}>
        {mark && (
          <b style={{ left: `${100 * share(mark.value, scale)}%` }}>
            <em>
              {mark.label} &gt; {text(mark.value)}
            </em>
          </b>
        )}
      </i>
      <span>{range}</span>
      {note && <small>{note}</small>}
    </span>
  )
}
