/** What of the results is shown: shared by table, gallery and plots. */
import { MoveHorizontal, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Field, IconButton, Menu } from '../../ui/controls'
import { energyFixed, energyUnit, fromUnit, typedIn } from '../../ui/format'
import { formulaText, speciesText } from '../../ui/formula'
import { numberError } from '../../ui/number-error'
import { Popover } from '../../ui/popover'
import { useResultsView } from './results-store'
import { filterChoices, NO_FILTER, SHOWN, type Filter, type FilterChoices, type Shown } from './rows'
import { useRows } from './use-result-rows'

const SHOWN_NAMES: Readonly<Record<Shown, string>> = { all: 'All outcomes', ranked: 'Ranked', anomalous: 'With anomalies', merged: 'Merged or skipped', failed: 'Failed', pending: 'Not finished' }

type Choice = readonly [value: string, label: string, disabled: boolean]

export function Filters(): React.JSX.Element {
  const { all } = useRows()
  const { filter, setFilter } = useResultsView()
  const choices = useMemo(() => filterChoices(all), [all])
  const narrowed = JSON.stringify({ ...filter, window: null }) !== JSON.stringify(NO_FILTER)
  return (
    <>
      <input type="search" aria-label="Filter the results" placeholder="Filter" value={filter.text} onChange={(event) => setFilter({ text: event.target.value })} />
      <Menu label="Surface" value={filter.surface} options={withChosen(surfaceOptions(choices), filter.surface)} onChange={(surface) => setFilter({ surface })} />
      <Menu label="Adsorbate" value={filter.adsorbate} options={withChosen([['', 'All adsorbates', false], ...choices.adsorbates.map((name): Choice => [name, speciesText(name), false])], filter.adsorbate)} onChange={(adsorbate) => setFilter({ adsorbate })} />
      <Menu label="Element" value={filter.element} options={withChosen([['', 'All elements', false], ...choices.elements.map(plain)], filter.element)} onChange={(element) => setFilter({ element })} />
      <Menu label="Outcome" value={filter.show} options={SHOWN.map((show) => [show, show === 'all' ? SHOWN_NAMES.all : `${SHOWN_NAMES[show]} (${choices.shown[show]})`, show !== 'all' && show !== filter.show && choices.shown[show] === 0] as const)} onChange={(show) => setFilter({ show })} />
      <WindowFilter />
      {narrowed && <IconButton label="Clear the filter" icon={X} onClick={() => setFilter({ ...NO_FILTER, window: filter.window })} />}
    </>
  )
}

const plain = (value: string): Choice => [value, value, false]

/** A saved view may name what this run does not have: it stays in the list, so that the filter says what it does. */
const withChosen = (options: readonly Choice[], value: string): readonly Choice[] => (options.some(([v]) => v === value) ? options : [...options, [value, `${value.replace(/^\w+:/, '')} (none here)`, false]])

function surfaceOptions({ materials }: FilterChoices): readonly Choice[] {
  const each = materials.flatMap(({ material, slabs }): readonly Choice[] => [
    [`material:${material}`, slabs.length > 1 ? `${formulaText(material)}, all surfaces` : formulaText(material), false],
    ...(slabs.length > 1 ? slabs.map((slab): Choice => [`slab:${slab}`, `\u2003${slab}`, false]) : []),
  ])
  return [['', 'All surfaces', false], ...each]
}

function WindowFilter(): React.JSX.Element {
  const filter = useResultsView((s) => s.filter)
  const { window } = filter
  const text = window ? `${energyFixed(window[0], 2)} to ${energyFixed(window[1], 2)} ${energyUnit()}` : 'Energy window'
  return (
    <Popover label="Energy window" icon={MoveHorizontal} button={<span className="num">{text}</span>} className={window ? 'active' : ''}>
      {(close) => <WindowForm key={String(window)} close={close} />}
    </Popover>
  )
}

function WindowForm({ close }: { readonly close: () => void }): React.JSX.Element {
  const { filter, setFilter, columns, setColumns } = useResultsView()
  const [low, setLow] = useState(typed(filter.window?.[0] ?? -1))
  const [high, setHigh] = useState(typed(filter.window?.[1] ?? 0))
  const [only, setOnly] = useState(filter.onlyWindow)
  const errors = [energyError(low), energyError(high)]
  const order = errors.every((e) => e === null) && parse(low) > parse(high) ? 'The lower energy comes first' : null
  const apply = (event: React.FormEvent): void => {
    event.preventDefault()
    if (order !== null || errors.some((e) => e !== null)) return
    setFilter({ window: [fromUnit(parse(low)), fromUnit(parse(high))], onlyWindow: only })
    setColumns(columns.map((c) => (c.id === 'window' ? { ...c, shown: true } : c)))
    close()
  }
  const remove: Partial<Filter> = { window: null, onlyWindow: false }
  return (
    <form onSubmit={apply} className="window-form">
      <p className="muted">Adds the probability that the true energy lies inside, where it is calibrated.</p>
      <Field label={`From, ${energyUnit()}`} error={errors[0] ?? null}>{(ids) => <input {...ids} type="text" inputMode="decimal" className="number" value={low} onChange={(e) => setLow(e.target.value)} />}</Field>
      <Field label={`To, ${energyUnit()}`} error={errors[1] ?? order}>{(ids) => <input {...ids} type="text" inputMode="decimal" className="number" value={high} onChange={(e) => setHigh(e.target.value)} />}</Field>
      <label className="choice">
        <input type="checkbox" checked={only} onChange={(e) => setOnly(e.target.checked)} />
        <span>Show only energies inside</span>
      </label>
      <footer className="popover-foot">
        <button type="button" className="button quiet" disabled={!filter.window} onClick={() => { setFilter(remove); close() }}>Remove</button>
        <button type="submit" className="button primary">Use this window</button>
      </footer>
    </form>
  )
}

/** A true minus sign is a minus sign. */
const plainNumber = (text: string): string => text.trim().replace('\u2212', '-')
const typed = (energy: number): string => String(typedIn(energy))
const parse = (text: string): number => Number(plainNumber(text))
const energyError = (text: string): string | null => numberError(plainNumber(text), typedIn(-100), typedIn(100), false)
