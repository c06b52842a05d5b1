/** What the colours and marks of the view mean. */
import { composition } from '../../domain/structure/formula'
import { symbolOf } from '../../domain/structure/elements'
import type { SceneOptions } from '../state/view'
import { fixed } from '../ui/format'
import type { AtomColours } from './atom-values'
import { scaleGradient, TAG_COLOURS, TAG_NAMES } from './colour-scales'
import type { SceneContent } from './content'
import { cssColour, elementColour } from './element-colours'

interface LegendProps {
  readonly content: SceneContent
  readonly options: SceneOptions
  readonly scale: AtomColours['scale']
}

export function Legend({ content, options, scale }: LegendProps): React.JSX.Element {
  const { structure } = content
  const entries =
    scale !== null
      ? []
      : options.colouring === 'tag'
        ? TAG_NAMES.map((name, t) => [name, cssColour(TAG_COLOURS[t]!)] as const).filter((_, t) => structure.tags.includes(t))
        : [...composition(structure.numbers)].map(([z]) => [symbolOf(z), cssColour(elementColour(z))] as const)
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
      {scale && (
        <span className="scale-bar" role="img" aria-label={`${scale.title} from ${fixed(scale.low, 2)} to ${fixed(scale.high, 3)} ${scale.unit}`}>
          <span>{scale.title}</span>
          <i style={{ background: scaleGradient(options.scale) }} />
          <span>
            {fixed(scale.low, 0)} – {fixed(scale.high, 3)} {scale.unit}
          </span>
        </span>
      )}
    </div>
  )
}
