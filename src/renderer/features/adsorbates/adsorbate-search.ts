/** Finding adsorbates by name, formula or SMILES. */
import type { Adsorbate } from '../../../domain/chemistry/types'
import { hillFormula } from '../../../domain/structure/formula'

const folded = (text: string): string => text.toLowerCase().replace(/[*\s]/g, '')

/** Exact ids first, then those that start with the text, then those that hold it in id, formula or SMILES. */
export function searchAdsorbates(list: readonly Adsorbate[], text: string): readonly Adsorbate[] {
  const wanted = folded(text)
  if (wanted === '') return list
  const rank = (a: Adsorbate): number => {
    const id = folded(a.id)
    if (id === wanted) return 0
    if (id.startsWith(wanted)) return 1
    return [id, folded(a.smiles), folded(hillFormula(a.structure))].some((t) => t.includes(wanted)) ? 2 : 3
  }
  return list.map((a, i) => ({ a, i, r: rank(a) })).filter(({ r }) => r < 3).sort((p, q) => p.r - q.r || p.i - q.i).map(({ a }) => a)
}
