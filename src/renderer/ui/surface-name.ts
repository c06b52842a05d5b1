/** What tells slabs of one material and facet apart: 't1', 't0 bottom', 't0 v0.5'; null for the first termination's top side. 'Pt-111-t0' is the first. */
export const terminationOf = (slab: string): string | null => /-(t[1-9]\d*|t\d+(?=-(?:bottom|v)))((?:-bottom)?(?:-v[\d.]+)?)$/.exec(slab)?.slice(1).join('').replaceAll('-', ' ') ?? null

/** A plane as it is written: '(111)'. */
export const facetText = (miller: string): string => (miller.startsWith('(') ? miller : `(${miller})`)

/** 'Pt(111)', with what tells it from the other slabs of that facet. */
export const surfaceName = ({ material, slab }: { readonly material: string; readonly slab: string }, miller: string): string => [material + facetText(miller), terminationOf(slab)].filter(Boolean).join(' ')
