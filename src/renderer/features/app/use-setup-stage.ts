/** What the view shows while the campaign is set up: the crystal, the slab, a placement. */
import { useMemo } from 'react'
import { plainContent, type SceneContent } from '../../scene/content'
import { usePreviews } from '../../state/previews'
import { useSetup } from '../../state/setup-store'
import { cellText } from '../../state/structure-math'
import { useView } from '../../state/view-store'
import { fixed, plural } from '../../ui/format'
import { formatMiller } from '../surfaces/miller-text'

/** Modes whose sites have a kind worth saying. */
const SITE_MODES: ReadonlySet<string> = new Set(['heuristic', 'mx', 'mvk'])

export interface SetupStage {
  readonly title: string
  readonly detail: string
  readonly content: SceneContent
}

export function useSetupStage(): SetupStage | null {
  const step = useView((s) => s.step)
  const { materials } = useSetup()
  const chosen = useView((s) => s.material)
  const page = useView((s) => s.placement)
  const { surface, placements, adsorbate, adsorbates } = usePreviews()
  const material = materials.find((m) => m.material.id === chosen) ?? materials.at(-1)
  const placement = step === 'materials' || step === 'surfaces' || adsorbate === null ? undefined : placements.data?.[Math.min(page, (placements.data.length || 1) - 1)]
  const molecule = step === 'adsorbates' && !surface ? adsorbates.data?.find((a) => a.id === adsorbate) : undefined
  return useMemo(() => {
    if (placement && surface) {
      const { site, azimuth, tilt, mode, more = [] } = placement
      return {
        title: `${adsorbate} on ${surface.slab.id}`,
        detail: `${placement.id}, ${SITE_MODES.has(mode) ? `${site.kind} site` : mode.replaceAll('-', ' ')}${more.length > 0 ? `, ${more.length + 1} adsorbates, the first at` : ','} azimuth ${fixed(azimuth, 0)}°, tilt ${fixed(tilt, 0)}°`,
        content: plainContent(`${surface.slab.id}/${adsorbate}`, placement.structure),
      }
    }
    if (molecule) return { title: molecule.id, detail: molecule.smiles, content: plainContent(molecule.id, molecule.structure) }
    if (surface && step !== 'materials') {
      const { slab, summary } = surface
      const facet = slab.origin.kind === 'cut' ? `(${formatMiller(slab.origin.miller)})` : ''
      return { title: `${surface.material} ${facet}`, detail: `${plural(summary.atoms, 'atom')}, ${fixed(summary.area, 1)} Å², ${fixed(summary.thickness, 1)} Å thick`, content: plainContent(slab.id, slab.structure) }
    }
    if (!material) return null
    const { id, structure, role } = material.material
    return { title: id, detail: `${plural(structure.numbers.length, 'atom')}, ${cellText(structure)}`, content: plainContent(`material/${id}`, structure, role === 'bulk') }
  }, [placement, surface, molecule, material, step, adsorbate])
}
