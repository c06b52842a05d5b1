/** Preferences: what holds for every campaign on this machine. Kept by the host; each change holds at once. */
import { useState } from 'react'
import type { Preferences as HostPreferences, PreferencesState } from '../../../contract/preferences'
import { ENERGY_UNITS } from '../../../domain/units/energy'
import { defaultsOf } from '../../state/defaults'
import { useAnswer, useHost, type Answer } from '../../state/host'
import { usePreviews } from '../../state/previews'
import { EMPTY_SETUP } from '../../state/setup'
import { useSetup } from '../../state/setup-store'
import { attempt, useView } from '../../state/view-store'
import { Button, Field, Menu, NumberField, Spinner } from '../../ui/controls'
import { Dialog } from '../../ui/dialog'
import { fixed, forceUnit, plural, typedIn } from '../../ui/format'
import { ErrorPanel } from '../../ui/notices'
import { optimiserTitle } from '../settings/optimiser-titles'
import { Installation } from './installation'
import { ProviderPreference } from './provider-preference'

const SECTIONS = [
  ['appearance', 'Appearance'],
  ['compute', 'Compute'],
  ['campaign', 'New campaigns'],
  ['installation', 'Installation'],
] as const
type Section = (typeof SECTIONS)[number][0]

export function Preferences(): React.JSX.Element {
  const [section, setSection] = useState<Section>('appearance')
  const kept = useAnswer('preferences', (host) => host.preferences())
  return (
    <Dialog title="Preferences" className="wide preferences">
      <div className="preference-columns">
        <nav aria-label="Preferences" className="preference-nav">
          {SECTIONS.map(([name, title]) => (
            <button key={name} type="button" aria-current={name === section ? 'true' : undefined} onClick={() => setSection(name)}>{title}</button>
          ))}
        </nav>
        <div className="preference-body" role="region" aria-label={SECTIONS.find(([name]) => name === section)![1]} tabIndex={0}>
          {section === 'appearance' && <Appearance />}
          {section === 'compute' && <Compute kept={kept} />}
          {section === 'campaign' && <Defaults />}
          {section === 'installation' && <Installation />}
        </div>
      </div>
    </Dialog>
  )
}

function Appearance(): React.JSX.Element {
  const layout = useView((s) => s.layout)
  const setLayout = useView((s) => s.setLayout)
  const setScene = useView((s) => s.setScene)
  return (
    <section className="form">
      <h3>Appearance</h3>
      <Field label="Theme">{({ id }) => <Menu id={id} label="Theme" value={layout.theme} options={[['system', 'As the system', false], ['light', 'Light', false], ['dark', 'Dark', false]]} onChange={(theme) => setLayout({ theme })} />}</Field>
      <Field label="Energies in" hint="Of what is shown; exported files are always in eV">{({ id }) => <Menu id={id} label="Energies in" value={layout.energyUnit} options={ENERGY_UNITS.map((unit) => [unit, unit, false] as const)} onChange={(energyUnit) => setLayout({ energyUnit })} />}</Field>
      <Field label="Colour scale">{({ id }) => <Menu id={id} label="Colour scale" value={layout.scene.scale} options={[['cividis', 'Cividis', false], ['viridis', 'Viridis', false]]} onChange={(scale) => setScene({ scale })} />}</Field>
      <Field label="Ambient occlusion" hint="Atoms in hollows get less light; automatic: on a graphics card, and of small scenes elsewhere">{({ id }) => <Menu id={id} label="Ambient occlusion" value={layout.scene.occlusion} options={[['automatic', 'Automatic', false], ['on', 'On', false], ['off', 'Off', false]]} onChange={(occlusion) => setScene({ occlusion })} />}</Field>
      <Field label="3D drawing" hint={layout.drawing === 'best' ? 'Smooth edges everywhere; slower in a software renderer' : 'As fine as the screen and the graphics allow'}>{({ id }) => <Menu id={id} label="3D drawing" value={layout.drawing} options={[['automatic', 'Automatic', false], ['best', 'Best', false]]} onChange={(drawing) => setLayout({ drawing })} />}</Field>
    </section>
  )
}

function Compute({ kept }: { readonly kept: Answer<PreferencesState> }): React.JSX.Element {
  const host = useHost()
  const [changed, setChanged] = useState<HostPreferences | null>(null)
  if (kept.error !== undefined) return <ErrorPanel error={kept.error} doing="Reading the preferences" retry={kept.retry} />
  if (!kept.data) return <Spinner label="Reading the preferences" />
  const { fixed: given, cores } = kept.data
  const now = changed ?? kept.data.preferences
  const change = async (patch: Partial<HostPreferences>): Promise<void> => {
    setChanged({ ...now, ...patch })
    const saved = await attempt('Saving the preferences', () => host.setPreferences(patch))
    if (saved) setChanged(saved)
  }
  const usual = Math.min(8, Math.max(1, cores - 1))
  return (
    <>
      <ProviderPreference provider={now.provider} given={given.provider} onChange={(provider) => void change({ provider })} />
      <section className="form">
        <h3>Processes</h3>
        <Field label="Number" hint={given.processes === undefined ? `${plural(cores, 'core')} here; each process takes as many as it has threads` : `The command that started Adatom says ${given.processes}`}>
          {({ id }) => <Menu id={id} label="Number" value={now.processes === null ? 'automatic' : String(now.processes)} options={[['automatic', `Automatic (${usual})`, false], ...counts(cores, now.processes).map((n) => [String(n), String(n), false] as const)]} onChange={(value) => void change({ processes: value === 'automatic' ? null : Number(value) })} />}
        </Field>
        <NumberField label="Threads in each" hint="More than one helps where there are fewer processes than cores; it holds for the next run" value={now.threads} min={1} max={64} onChange={(threads) => void change({ threads })} />
      </section>
      <Cache limit={now.cacheMegabytes} onChange={(cacheMegabytes) => void change({ cacheMegabytes })} />
    </>
  )
}

/** 1, 2, 4, ... up to the cores, and what is set. */
const counts = (cores: number, set: number | null): readonly number[] => [...new Set([...[1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64].filter((n) => n <= cores), cores, ...(set === null ? [] : [set])])].toSorted((a, b) => a - b)

function Cache({ limit, onChange }: { readonly limit: number; readonly onChange: (megabytes: number) => void }): React.JSX.Element {
  const host = useHost()
  const cache = useAnswer('cache', (h) => h.cache())
  const clear = async (): Promise<void> => {
    await attempt('Clearing the cache', () => host.clearCache())
    cache.retry()
  }
  return (
    <section className="form">
      <h3>Finished relaxations</h3>
      <p className="muted">Kept to be used again: a campaign that is run anew with one change computes only what is new. Projects do not need them.</p>
      <NumberField label="At most" unit="MB" hint="0 keeps none" value={limit} min={0} max={100_000} onChange={onChange} />
      <div className="field">
        <span>Now</span>
        <div className="field-control">
          {cache.error !== undefined && <ErrorPanel error={cache.error} doing="Reading the cache" retry={cache.retry} />}
          {cache.data && (
            <span className="inline-action">
              <span className="num" data-testid="cache" title={cache.data.folder}>{plural(cache.data.relaxations, 'relaxation')}, {fixed(cache.data.bytes / 1e6, 1)} MB</span>
              <Button disabled={cache.data.relaxations === 0} onClick={() => void clear()}>Clear</Button>
            </span>
          )}
        </div>
      </div>
    </section>
  )
}

function Defaults(): React.JSX.Element {
  const kept = useView((s) => s.layout.defaults)
  const setLayout = useView((s) => s.setLayout)
  const setup = useSetup()
  const { about } = usePreviews()
  const present = defaultsOf(setup)
  const shown = kept ?? defaultsOf(EMPTY_SETUP)!
  return (
    <section>
      <h3>What a new campaign begins with</h3>
      <dl className="facts">
        <div><dt>Placements</dt><dd>{shown.configurations}, {shown.placement}, seed {shown.seed}</dd></div>
        <div><dt>Relaxation</dt><dd>{optimiserTitle(shown.optimiser)}, {typedIn(shown.fmax)} {forceUnit()}, {plural(shown.maxSteps, 'step')} at most</dd></div>
        <div><dt>Potential</dt><dd>{shown.model ?? `${about.data?.defaultModel ?? 'the default'} (default)`}</dd></div>
      </dl>
      <p className="muted">{kept ? 'Your own defaults.' : "Adatom's own values."} They hold from the next new campaign on; this one stays as it is.</p>
      <div className="button-row">
        <Button disabled={present === null} onClick={() => present && setLayout({ defaults: present })}>Take the settings of this campaign</Button>
        <Button disabled={kept === null} onClick={() => setLayout({ defaults: null })}>Adatom’s own</Button>
      </div>
      {present === null && <p className="muted">The placement of this campaign is for one kind of surface only, so it cannot be a default.</p>}
    </section>
  )
}
