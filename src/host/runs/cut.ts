/** The surfaces of one material. */
import type { CutSurfaces } from '../../contract/host-api'
import type { Material, ScreenSettings } from '../../domain/catalogue/records'
import type { Pool } from '../compute/pool'

export const cutMaterial = (pool: Pool, { id, structure, role }: Material, settings: Pick<ScreenSettings, 'facets' | 'surfacePreset'>, signal?: AbortSignal): Promise<CutSurfaces> =>
  pool.submit({
    ...(signal ? { signal } : {}),
    run: (client) => client.cut({ id, structure, role, facets: settings.facets, preset: settings.surfacePreset }),
  })
