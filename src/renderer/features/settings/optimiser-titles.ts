/** Optimisers by the names that people know them by. */
const TITLES: Readonly<Record<string, string>> = { 'precon-bfgs': 'Preconditioned BFGS', lbfgs: 'L-BFGS', 'lbfgs-adsorbml-2023': 'L-BFGS as in AdsorbML', 'lbfgs-uma-era': 'L-BFGS as with UMA', fire: 'FIRE' }

export const optimiserTitle = (name: string): string => TITLES[name] ?? name
