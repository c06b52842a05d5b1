/** The chosen adsorbates: how many of each go on at once, and whether all go on together. */
import { Minus, Plus, X } from 'lucide-react'
import { setNames, setText } from '../../../domain/chemistry/adsorbate-sets'
import { editSetup, useSetup } from '../../state/setup-store'
import { useView } from '../../state/view-store'
import { Button } from '../../ui/controls'
import { formulaText, speciesText } from '../../ui/formula'

/** As many as one placement may hold. */
const MOST = 64

export function ChosenAdsorbates(): React.JSX.Element | null {
  const { adsorbates: chosen } = useSetup()
  const patch = useView((s) => s.patch)
  if (chosen.length === 0) return null
  const replace = (entry: string, by: string | null): void => {
    editSetup({ kind: 'adsorbates', adsorbates: chosen.flatMap((one) => (one === entry ? (by === null ? [] : [by]) : [one])) })
    patch({ adsorbate: by, placement: 0 })
  }
  const together = (): void => {
    const all = setText(chosen.flatMap(setNames))
    editSetup({ kind: 'adsorbates', adsorbates: [all] })
    patch({ adsorbate: all, placement: 0 })
  }
  return (
    <div className="chosen-adsorbates">
      <ul className="chosen" aria-label="Chosen adsorbates">
        {chosen.map((entry) => <Entry key={entry} entry={entry} replace={replace} />)}
      </ul>
      {chosen.length > 1 && chosen.flatMap(setNames).length <= MOST && <Button title="One entry that holds all of them: they are placed beside each other" onClick={together}>Place all of them together</Button>}
    </div>
  )
}

interface EntryProps {
  readonly entry: string
  readonly replace: (entry: string, by: string | null) => void
}

function Entry({ entry, replace }: EntryProps): React.JSX.Element {
  const patch = useView((s) => s.patch)
  const names = setNames(entry)
  const [first = entry] = names
  const isOneKind = names.every((name) => name === first)
  const withCount = (n: number): string => setText(Array.from({ length: n }, () => first))
  return (
    <li className="chip removable">
      <button type="button" className="link" title={`Show ${entry}`} onClick={() => patch({ adsorbate: entry, placement: 0 })}>{isOneKind ? formulaText(first) : speciesText(entry)}</button>
      {isOneKind && (
        <span className="stepper" role="group" aria-label={`How many ${first} at once`}>
          <button type="button" aria-label={`One ${first} less`} disabled={names.length === 1} onClick={() => replace(entry, withCount(names.length - 1))}><Minus size={11} aria-hidden="true" /></button>
          <span className="num">{names.length}</span>
          <button type="button" aria-label={`One ${first} more`} disabled={names.length >= MOST} onClick={() => replace(entry, withCount(names.length + 1))}><Plus size={11} aria-hidden="true" /></button>
        </span>
      )}
      <button type="button" aria-label={`Remove ${entry}`} onClick={() => replace(entry, null)}><X size={12} aria-hidden="true" /></button>
    </li>
  )
}
