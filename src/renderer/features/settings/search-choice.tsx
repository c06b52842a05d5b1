/** How the placements are gone through: our own search, every one to its end, or a published recipe with its settings. */
import { expectedPlacements, isSample, SEARCH_PRESETS, searchOf, searchPreset } from '../../../domain/adsorbml/search/presets'
import { SUCCESS_THRESHOLD } from '../../../domain/adsorbml/success'
import type { SearchMethod } from '../../../domain/catalogue/records'
import { editSetup, useSetup } from '../../state/setup-store'
import { Field, Menu } from '../../ui/controls'
import { givenEnergy, plural } from '../../ui/format'

const LEVELS = [0.8, 0.9, 0.95, 0.99]

export function SearchChoice(): React.JSX.Element {
  const { knobs, relax } = useSetup()
  const { method } = searchOf(knobs)
  const preset = searchPreset(method)
  const { fixes } = preset
  const changed = Object.entries({ ...fixes.relax, placement: fixes.placement, configurations: fixes.configurations }).some(([name, value]) => value !== undefined && { ...knobs, ...relax }[name as keyof typeof knobs] !== value)
  return (
    <>
      <Field label="Method" hint={`${preset.what}.${changed ? ' Some of its settings are changed below.' : ''}`}>
        {({ id }) => <Menu id={id} label="Method" value={method} options={SEARCH_PRESETS.map((p) => [p.method, p.title, false] as const)} onChange={choose} />}
      </Field>
      {method === 'adatom' && isSample(knobs.placement) && <StopLevel />}
      <p className="muted" data-testid="expected-placements">{costText(knobs)}</p>
    </>
  )
}

/** The choice brings what the recipe fixes, as one step that undo takes back. */
function choose(method: SearchMethod): void {
  const { search, fixes } = searchPreset(method)
  const { relax, ...knobs } = fixes
  editSetup({ kind: 'search', knobs: { search, ...knobs }, relax: relax ?? {} })
}

function StopLevel(): React.JSX.Element {
  const { knobs } = useSetup()
  const { stopAt } = searchOf(knobs)
  const levels = [...new Set([...LEVELS, ...(stopAt === null ? [] : [stopAt])])].toSorted((a, b) => a - b)
  const options = [...levels.map((p) => [String(p), `${Number((100 * p).toFixed(2))} % sure`, false] as const), ['', 'All placements used', false] as const]
  return (
    <Field label="Stop when" hint={`The stated probability that none of 100 placements like these would end more than ${givenEnergy(SUCCESS_THRESHOLD)} lower`}>
      {({ id }) => <Menu id={id} label="Stop when" value={stopAt === null ? '' : String(stopAt)} options={options} onChange={(value) => editSetup({ kind: 'knobs', patch: { search: { method: 'adatom', stopAt: value === '' ? null : Number(value) } } })} />}
    </Field>
  )
}

function costText(knobs: ReturnType<typeof useSetup>['knobs']): string {
  const taken = expectedPlacements(knobs)
  const all = `${plural(knobs.configurations, 'placement')} a pair`
  if (searchOf(knobs).method === 'adatom' && !isSample(knobs.placement)) return `Up to ${all}, all of them taken: placements on given sites are no sample, so nothing can be promised of the rest.`
  return taken < knobs.configurations ? `Expected: about ${taken} of ${all}, fewer where the best is met often; some are merged on the way.` : `Up to ${all}${searchOf(knobs).method === 'adatom' ? '; too few for the search to stop early' : ', each relaxed to its end'}.`
}
