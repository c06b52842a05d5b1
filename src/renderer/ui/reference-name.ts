/** Names of energy references. */
import type { EnergyReference } from '../../domain/chemistry/references'

export const referenceName = ({ kind, functional }: EnergyReference): string => `${kind === 'adsorption' ? 'E_ads' : 'E_tot'}, ${functional}`
