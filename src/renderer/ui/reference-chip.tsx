/** Which zero an energy is counted from, beside every energy. */
import type { EnergyReference } from '../../domain/chemistry/references'
import { basisText, type Interval } from '../../domain/uncertainty/interval'
import { boundsText, energyText, intervalText, shortHash } from './format'

export const referenceSentence = (r: EnergyReference): string =>
  `${r.kind === 'adsorption' ? `Adsorption energy: relaxed adsorbate on slab, less relaxed clean slab, less the gas reference (${r.gas})` : `Total energy, elements counted from ${r.gas}`}. Functional ${r.functional}. Potential ${shortHash(r.model)}. Negative means that it binds.`

export function ReferenceChip({ reference }: { readonly reference: EnergyReference }): React.JSX.Element {
  return (
    <span className="chip reference" title={referenceSentence(reference)}>
      {reference.kind === 'adsorption' ? 'ads' : 'total'} · {reference.functional}
    </span>
  )
}

/** An energy as it may be shown: number, unit, reference. */
export function Energy({ energy, interval, reference }: { readonly energy: number; readonly interval: Interval; readonly reference: EnergyReference }): React.JSX.Element {
  return (
    <span className="energy">
      <span className="num">{energyText(energy, interval)}</span>
      <ReferenceChip reference={reference} />
    </span>
  )
}

/** The error bar in words, or why there is none (in the tooltip). `brief`: a column's cell, whose head says the unit. */
export function IntervalNote({ interval, brief = false }: { readonly interval: Interval; readonly brief?: boolean }): React.JSX.Element {
  const why = interval.kind === 'uncalibrated' ? interval.reason : interval.kind === 'out-of-domain' ? `Distance ${interval.distance.toFixed(2)} to the training data exceeds ${interval.threshold.toFixed(2)}` : `${intervalText(interval)}; ${interval.basis ? `${basisText(interval.basis)}, ` : ''}calibration ${interval.calibrationId}`
  return (
    <span className={`interval ${interval.kind}`} title={why}>
      {brief && interval.kind === 'calibrated' ? boundsText(interval) : intervalText(interval)}
    </span>
  )
}
