/** Step 4: how many placements, how they are relaxed, with which potential. */
import { OPTIMISER_NAMES } from '../../../domain/relax/optimisers'
import type { Knobs } from '../../state/setup'
import { usePreviews } from '../../state/previews'
import { editSetup, useSetup } from '../../state/setup-store'
import { Field, Menu, NumberField } from '../../ui/controls'
import { forceUnit, fromUnit, plural, shortHash, typedIn } from '../../ui/format'
import { ModelNotes } from '../../ui/model-notes'
import { ErrorPanel } from '../../ui/notices'
import { Panel } from '../../ui/panel'
import { PlacementPager } from '../adsorbates/placement-pager'
import { PlanFacts } from '../run/plan-facts'
import { SearchChoice } from './search-choice'
import { optimiserTitle } from './optimiser-titles'

const PLACEMENTS: readonly (readonly [Knobs['placement'], string, string])[] = [
  ['mixed', 'Mixed', 'Heuristic sites first, at most a third; random sites for the rest'],
  ['heuristic', 'Heuristic', 'Top, bridge and hollow sites, one of each kind that symmetry leaves'],
  ['random', 'Random', 'Uniform over the surface, any orientation, as in OC20'],
  ['random-site-heuristic', 'Random sites, upright', 'Uniform over the surface, the binding atom down, as in AdsorbML'],
  ['mx', 'Oxide: MX', 'Of oxides: where surface metals have lost an oxygen atom, in quarter turns, as in OC22'],
  ['mvk', 'Oxide: MvK', 'Of oxides: on lattice oxygen of the surface (Mars-van Krevelen), in quarter turns, as in OC22'],
]

export function SettingsPanel(): React.JSX.Element {
  const { knobs, relax } = useSetup()
  return (
    <Panel title="Settings" lead="How many placements, how they are relaxed, with which potential. The same settings give the same ranking, to the last bit." next={{ step: 'run', label: 'Run' }} footer={<PlacementPager />}>
      <section className="form">
        <h2>Search</h2>
        <SearchChoice />
        <NumberField label="Placements" hint="At most, for each surface and adsorbate" value={knobs.configurations} min={1} max={2000} onChange={(configurations) => editSetup({ kind: 'knobs', patch: { configurations } })} />
        <Field label="Sites" hint={PLACEMENTS.find(([p]) => p === knobs.placement)?.[2]}>
          {({ id }) => <Menu id={id} label="Sites" value={knobs.placement} options={PLACEMENTS.map(([p, name]) => [p, name, false] as const)} onChange={(placement) => editSetup({ kind: 'knobs', patch: { placement } })} />}
        </Field>
        <NumberField label="Seed" hint="The same seed gives the same placements" value={knobs.seed} min={0} max={0xffffffff} onChange={(seed) => editSetup({ kind: 'knobs', patch: { seed } })} />
      </section>
      <section className="form">
        <h2>Relaxation</h2>
        <Field label="Optimiser">
          {({ id }) => <Menu id={id} label="Optimiser" value={relax.optimiser} options={OPTIMISER_NAMES.map((name) => [name, optimiserTitle(name), false] as const)} onChange={(optimiser) => editSetup({ kind: 'relax', patch: { optimiser } })} />}
        </Field>
        <NumberField label="Largest force" unit={forceUnit()} hint="Converged when no free atom feels more" value={typedIn(relax.fmax)} min={typedIn(0.001)} max={typedIn(1)} step={0.01} onChange={(force) => editSetup({ kind: 'relax', patch: { fmax: fromUnit(force) } })} />
        <NumberField label="Steps at most" value={relax.maxSteps} min={0} max={10_000} onChange={(maxSteps) => editSetup({ kind: 'relax', patch: { maxSteps } })} />
      </section>
      <ModelChoice />
      <section>
        <h2>What a run will do</h2>
        <PlanFacts />
      </section>
    </Panel>
  )
}

function ModelChoice(): React.JSX.Element {
  const { about } = usePreviews()
  const { model } = useSetup()
  const data = about.data
  const current = data?.models.find((m) => m.name === (model ?? data.defaultModel))
  return (
    <section className="form">
      <h2>Potential</h2>
      {about.error !== undefined && <ErrorPanel error={about.error} retry={about.retry} />}
      {data && data.models.length > 0 && (
        <Field label="Model">
          {({ id }) => <Menu id={id} label="Model" value={model ?? data.defaultModel} options={data.models.map((m) => [m.name, m.name, false] as const)} onChange={(name) => editSetup({ kind: 'model', model: name === data.defaultModel ? null : name })} />}
        </Field>
      )}
      {current && (
        <div className="model-card">
          <dl className="facts">
            <div><dt>Functional</dt><dd>{current.functional}</dd></div>
            <div><dt>Trained on</dt><dd>{current.trainedOn}</dd></div>
            <div><dt>Elements</dt><dd title={current.elements.join(', ')}>{plural(current.elements.length, 'element')}</dd></div>
            <div><dt>Error bars</dt><dd>{current.calibration ? <>calibration <code title={current.calibration}>{shortHash(current.calibration)}</code></> : 'none: energies are shown as uncalibrated'}</dd></div>
            <div><dt>Weights</dt><dd><code title={current.sha256}>{shortHash(current.sha256)}</code></dd></div>
          </dl>
          <ModelNotes notes={current.notes} />
        </div>
      )}
    </section>
  )
}
