/** Step 2: which surfaces are cut, and what comes of it, before anything is computed. */
import { useState } from 'react'
import type { SlabPreview } from '../../../contract/host-api'
import { parseMillers } from '../../../domain/chemistry/surfaces/miller-notation'
import type { Miller } from '../../../domain/chemistry/types'
import { AdatomError } from '../../../domain/errors'
import { usePreviews } from '../../state/previews'
import { editSetup, useSetup } from '../../state/setup-store'
import { useView } from '../../state/view-store'
import { EmptyState, Field, Menu, NumberField, Spinner } from '../../ui/controls'
import { fixed, plural } from '../../ui/format'
import { formulaText } from '../../ui/formula'
import { ErrorPanel } from '../../ui/notices'
import { Panel } from '../../ui/panel'
import { facetText } from '../../ui/surface-name'
import { LoadExample } from '../materials/load-example'
import { formatMiller, millerText } from './miller-text'

export function SurfacesPanel(): React.JSX.Element {
  const { facets, knobs, materials } = useSetup()
  const { surfaces } = usePreviews()
  const bulk = materials.some((m) => m.material.role === 'bulk')
  return (
    <Panel title="Surfaces" lead={surfaces.data ? `${plural(surfaces.data.surfaces.length, 'surface')}, counting every termination. Click one to see it.` : 'Which facets are cut from the bulk crystals.'} next={{ step: 'adsorbates', label: 'Adsorbates' }}>
      {bulk && (
        <div className="form">
          <fieldset className="segmented" aria-label="Facets">
            {(['indices', 'all'] as const).map((kind) => (
              <label key={kind}>
                <input type="radio" name="facets" checked={facets.kind === kind} onChange={() => editSetup({ kind: 'facets', patch: { kind } })} />
                {kind === 'indices' ? 'These Miller indices' : 'All distinct facets'}
              </label>
            ))}
          </fieldset>
          {facets.kind === 'indices' ? (
            <MillerField />
          ) : (
            <Field label="Largest index" hint="All symmetry-distinct facets up to this index, with all terminations">
              {({ id }) => <Menu id={id} label="Largest index" value={String(facets.maxIndex)} options={[['1', '1', false], ['2', '2', false], ['3', '3', false]]} onChange={(v) => editSetup({ kind: 'facets', patch: { maxIndex: Number(v) } })} />}
            </Field>
          )}
          <Field label="Slab rules" hint={knobs.surfacePreset === 'oc20' ? 'At least 7 Å thick, 20 Å vacuum, 8 Å wide; subsurface atoms fixed' : 'At least 10 Å thick, symmetric and non-polar; no fixed atoms'}>
            {({ id }) => <Menu id={id} label="Slab rules" value={knobs.surfacePreset} options={[['oc20', 'Metals (OC20)', false], ['oc22', 'Oxides (OC22)', false]]} onChange={(surfacePreset) => editSetup({ kind: 'knobs', patch: { surfacePreset } })} />}
          </Field>
          {knobs.surfacePreset === 'oc22' && (
            <NumberField label="Oxygen vacancies" hint="Also each slab with so many surface oxygen atoms less on each side, one slab for every distinct atom; 0: none" value={knobs.vacancies ?? 0} min={0} max={16} onChange={(vacancies) => editSetup({ kind: 'knobs', patch: { vacancies } })} />
          )}
        </div>
      )}
      <SurfaceList />
    </Panel>
  )
}

function MillerField(): React.JSX.Element {
  const { facets } = useSetup()
  // The text belongs to one list of indices: when undo or redo changes the list, the text follows.
  const [draft, setDraft] = useState({ text: millerText(facets.miller), of: facets.miller })
  const text = draft.of === facets.miller ? draft.text : millerText(facets.miller)
  const parsed = readPlanes(text)
  const change = (next: string): void => {
    const result = readPlanes(next)
    const other = typeof result !== 'string' && JSON.stringify(result) !== JSON.stringify(facets.miller) ? result : null
    setDraft({ text: next, of: other ?? facets.miller })
    if (other) editSetup({ kind: 'facets', patch: { miller: other } })
  }
  const kept = facets.miller.length > 0 ? ` Until then: ${millerText(facets.miller)}.` : ''
  const error = typeof parsed === 'string' ? `${parsed}.${kept}` : parsed.length === 0 ? 'Type at least one facet, such as 111' : null
  return (
    <Field label="Miller indices" hint="For example 111, 100, (2 -1 0) or four indices 10-10" error={error}>
      {(ids) => <input {...ids} type="text" spellCheck={false} value={text} onChange={(event) => change(event.target.value)} />}
    </Field>
  )
}

/** The planes of a text, or what is wrong with it. */
function readPlanes(text: string): readonly Miller[] | string {
  try {
    return parseMillers(text).map(({ miller }) => miller)
  } catch (error) {
    if (error instanceof AdatomError) return error.message
    throw error
  }
}

function SurfaceList(): React.JSX.Element {
  const { surfaces, surface } = usePreviews()
  const patch = useView((s) => s.patch)
  const { materials } = useSetup()
  if (materials.length === 0) return <EmptyState title="No material yet"><p>Open a crystal or load an example first.</p><LoadExample /></EmptyState>
  if (surfaces.error !== undefined) return <ErrorPanel error={surfaces.error} doing="Cutting the surfaces" retry={surfaces.retry} />
  if (!surfaces.data) return surfaces.loading ? <Spinner label="Cutting the surfaces" /> : <EmptyState title="No facet is chosen" />
  const { surfaces: made, leftOut } = surfaces.data
  if (made.length === 0 && leftOut.length === 0) return <EmptyState title="No surface came of this"><p>Other indices or slab rules may give some.</p></EmptyState>
  return (
    <div className={surfaces.loading ? 'stale' : ''}>
      <table className="list" aria-label="Surfaces">
        <thead>
          <tr><th>Material</th><th>Facet</th><th>Termination</th><th className="right">Atoms</th><th className="right">Area (Å²)</th><th className="right">Thickness (Å)</th><th>Type</th></tr>
        </thead>
        <tbody>
          {made.map((preview) => <SurfaceRow key={preview.slab.id} preview={preview} current={preview === surface} choose={() => patch({ surface: preview.slab.id, placement: 0 })} />)}
        </tbody>
      </table>
      {leftOut.map((text) => <p key={text} className="warning">{text}</p>)}
    </div>
  )
}

/** What sets a slab apart from others of its termination. */
function besides({ origin }: SlabPreview['slab']): string[] {
  if (origin.kind === 'custom') return []
  const { top, vacancies = [] } = origin
  return [...(top ? [] : ['bottom side']), ...(vacancies.length === 0 ? [] : [`without O${vacancies.map((i) => i + 1).join(' O')}`])]
}

function SurfaceRow({ preview, current, choose }: { readonly preview: SlabPreview; readonly current: boolean; readonly choose: () => void }): React.JSX.Element {
  const { slab, summary, material } = preview
  return (
    <tr className={current ? 'current' : ''} onClick={choose}>
      <td><button type="button" className="row-button" aria-pressed={current} aria-label={`Show ${slab.id}`} onClick={choose}>{formulaText(material)}</button></td>
      <td className="num">{slab.origin.kind === 'cut' ? facetText(formatMiller(slab.origin.miller)) : 'own slab'}</td>
      <td>{[formulaText(summary.termination.replace(/-terminated$/, '')), ...besides(slab)].join(', ')}</td>
      <td className="num right">{summary.atoms}</td>
      <td className="num right">{fixed(summary.area, 1)}</td>
      <td className="num right">{fixed(summary.thickness, 1)}</td>
      <td className="muted words">{[summary.tasker === 'unknown' ? null : `Tasker ${summary.tasker}`, summary.symmetric ? 'symmetric' : null].filter(Boolean).join(', ') || '–'}</td>
    </tr>
  )
}
