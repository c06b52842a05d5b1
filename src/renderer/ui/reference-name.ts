/** Names of energy references. */
import type { EnergyReference } from '../../domain/catalogue/records'

export const referenceName = ({ kind, functional }: EnergyReference): string => `${kind === 'adsorption' ? 'E_ads' : 'E_tot'}, ${functional}`
