/** The surfaces of one material. */
import type { SlabPreview } from '../../contract/host-api'
import type { Material, ScreenSettings } from '../../domain/catalogue/records'
import type { Pool } from '../compute/pool'

export const cutMaterial = (pool: Pool, { id, structure, role }: Material, settings: Pick<ScreenSettings, 'facets' | 'surfacePreset'>, signal?: AbortSignal): Promise<readonly SlabPreview[]> =>
  pool.submit({
    ...(signal ? { signal } : {}),
    run: (client) => client.cut({ id, structure, role, facets: settings.facets, preset: settings.surfacePreset }),
  })
