/** What the host says about the set-up while it is edited: surfaces, placements, plan. Asked once for the whole window. */
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import type { About, CutSurfaces, Plan, SlabPreview } from '../../contract/host-api'
import type { Adsorbate, Placement } from '../../domain/chemistry/types'
import { useAnswer, type Answer } from './host'
import { identity } from './identity'
import { missing, toSettings } from './setup'
import { useSetup } from './setup-store'
import { useView } from './view-store'

export interface PreviewAnswers {
  readonly about: Answer<About>
  readonly adsorbates: Answer<readonly Adsorbate[]>
  readonly surfaces: Answer<CutSurfaces>
  readonly placements: Answer<readonly Placement[]>
  readonly plan: Answer<Plan>
  /** the surface that is looked at */
  readonly surface: SlabPreview | null
  /** the adsorbate that is looked at */
  readonly adsorbate: string | null
}

const PreviewContext = createContext<PreviewAnswers | null>(null)

export function usePreviews(): PreviewAnswers {
  const previews = useContext(PreviewContext)
  if (!previews) throw new Error('No previews around this component')
  return previews
}

/** Placements that a preview asks for: enough to page through, whatever the run will do. */
const PREVIEWED = 12

export function Previews({ children }: { readonly children: ReactNode }): React.JSX.Element {
  const setup = useSetup()
  const step = useView((s) => s.step)
  const chosenSurface = useView((s) => s.surface)
  const chosenAdsorbate = useView((s) => s.adsorbate)
  const settings = toSettings(setup)
  const materials = useMemo(() => setup.materials.map(({ material }) => material), [setup.materials])
  const gaps = missing(setup)

  const about = useAnswer('about', (host) => host.about())
  const adsorbates = useAnswer('adsorbates', (host) => host.adsorbates())
  const canCut = !gaps.includes('materials') && !gaps.includes('facets') && step !== 'materials' && step !== 'results'
  const surfacesKey = canCut ? `${identity(setup.materials)}/${JSON.stringify(settings.facets)}/${settings.surfacePreset}/${settings.vacancies ?? 0}` : null
  const cut = useAnswer(surfacesKey, (host) => host.slabs({ materials, facets: settings.facets, surfacePreset: settings.surfacePreset, vacancies: settings.vacancies }), 200)
  const surface = cut.data?.surfaces.find((s) => s.slab.id === chosenSurface) ?? cut.data?.surfaces[0] ?? null
  const adsorbate = chosenAdsorbate !== null && (step === 'adsorbates' || setup.adsorbates.includes(chosenAdsorbate)) ? chosenAdsorbate : (setup.adsorbates[0] ?? null)
  const wantsPlacements = surface !== null && adsorbate !== null && (step === 'adsorbates' || step === 'settings' || step === 'run')
  const placements = useAnswer(
    wantsPlacements ? `${surfacesKey}/${surface.slab.id}/${adsorbate}/${JSON.stringify(setup.knobs)}` : null,
    (host) => host.placements({ slab: surface!.slab, adsorbate: adsorbate!, settings: { ...settings, adsorbates: [adsorbate!], configurations: Math.min(settings.configurations, PREVIEWED) } }),
    150,
  )
  const wantsPlan = gaps.length === 0 && (step === 'run' || step === 'settings')
  const plan = useAnswer(wantsPlan ? `${identity(setup.materials)}/${JSON.stringify(settings)}/${setup.model}` : null, (host) => host.plan({ materials, settings, ...(setup.model === null ? {} : { model: setup.model }) }), 250)

  return <PreviewContext value={{ about, adsorbates, surfaces: cut, placements, plan, surface, adsorbate }}>{children}</PreviewContext>
}
