/** What relaxation made of a placement. */
import { detectAnomalies } from '../../domain/chemistry/anomalies'
import type { Anomaly } from '../../domain/chemistry/types'
import type { Structure } from '../../domain/structure/structure'

export const anomalies = ({ initial, final, clean }: { readonly initial: Structure; readonly final: Structure; readonly clean?: Structure | undefined }): readonly Anomaly[] =>
  detectAnomalies({ initial, final, ...(clean ? { cleanFinal: clean } : {}) })
