/** The surfaces of one material. */
import type { CutSurfaces } from '../../contract/host-api'
import type { Material, ScreenSettings } from '../../domain/catalogue/records'
import type { Pool } from '../compute/pool'

/** What of the settings decides the surfaces. */
export type CutSettings = Pick<ScreenSettings, 'facets' | 'surfacePreset'> & { readonly vacancies?: number | undefined }

export const cutMaterial = (pool: Pool, { id, structure, role }: Material, settings: CutSettings, signal?: AbortSignal): Promise<CutSurfaces> =>
  pool.submit({
    ...(signal ? { signal } : {}),
    run: (client) => client.cut({ id, structure, role, facets: settings.facets, preset: settings.surfacePreset, vacancies: settings.vacancies }),
  })
