/** A surface as it stands in a table. */
import { formulaText } from './formula'
import { facetText, terminationOf } from './surface-name'

/** 'Pt(111)', with the termination where it is not the first of its facet, not the top side, or has vacancies. */
export function SurfaceName({ material, slab, miller }: { readonly material: string; readonly slab: string; readonly miller: string }): React.JSX.Element {
  const termination = terminationOf(slab)
  return (
    <span title={slab}>
      <strong>{formulaText(material)}</strong><span className="num">{facetText(miller)}</span>
      {termination && <span className="muted"> {termination}</span>}
    </span>
  )
}
