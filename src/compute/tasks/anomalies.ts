/** What relaxation made of a placement. */
import { detectAnomalies, type AnomalyRules } from '../../domain/chemistry/anomalies'
import type { Anomaly } from '../../domain/chemistry/types'
import type { Structure } from '../../domain/structure/structure'

interface AnomaliesInput {
  readonly initial: Structure
  readonly final: Structure
  readonly clean?: Structure | undefined
  readonly rules?: AnomalyRules | undefined
}

export const anomalies = ({ initial, final, clean, rules }: AnomaliesInput): readonly Anomaly[] =>
  detectAnomalies({ initial, final, ...(clean ? { cleanFinal: clean } : {}), ...(rules ? { rules } : {}) })
