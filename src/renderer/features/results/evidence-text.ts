/** What shows an anomaly, in words, and which atoms it points at. */
import type { Anomaly, AnomalyEvidence, AnomalyKind } from '../../../domain/chemistry/types'
import { assertNever } from '../../../domain/errors'
import { symbolOf } from '../../../domain/structure/elements'
import type { Structure } from '../../../domain/structure/structure'
import { angstrom } from '../../ui/format'

export const ANOMALY_TITLES: Readonly<Record<AnomalyKind, string>> = {
  dissociated: 'The adsorbate came apart',
  desorbed: 'The adsorbate left the surface',
  'surface-changed': 'The surface changed',
  intercalated: 'The adsorbate went into the surface',
}

export function evidenceText(evidence: AnomalyEvidence, s: Structure): string {
  const name = (atom: number): string => `${symbolOf(s.numbers[atom] ?? 0)} ${atom}`
  switch (evidence.kind) {
    case 'bond-broken':
      return `${name(evidence.atoms[0])} – ${name(evidence.atoms[1])} is broken: ${angstrom(evidence.distance, 2)}, bonded below ${angstrom(evidence.threshold, 2)}`
    case 'bond-formed':
      return `${name(evidence.atoms[0])} – ${name(evidence.atoms[1])} is new: ${angstrom(evidence.distance, 2)}, bonded below ${angstrom(evidence.threshold, 2)}`
    case 'moved':
      return `${name(evidence.atom)} moved by ${angstrom(evidence.displacement, 2)}`
    case 'nearest-contact':
      return `Nearest contact ${name(evidence.atoms[0])} – ${name(evidence.atoms[1])}: ${angstrom(evidence.distance, 2)}, in contact below ${angstrom(evidence.threshold, 2)}`
    default:
      return assertNever(evidence)
  }
}

export interface Marks {
  readonly atoms: readonly number[]
  readonly links: readonly (readonly [number, number])[]
}

export function marksOf(anomalies: readonly Anomaly[]): Marks {
  const evidence = anomalies.flatMap((a) => a.evidence)
  const links = evidence.flatMap((e) => ('atoms' in e ? [e.atoms] : []))
  return { atoms: [...new Set([...links.flat(), ...evidence.flatMap((e) => ('atom' in e ? [e.atom] : []))])], links }
}
