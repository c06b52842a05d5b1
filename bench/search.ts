/** The search: `npx node bench/run.mjs search stopping|pairs|basins|dense`; see bench/search-stopping.ts, search-pairs.ts, search-basins.ts and search-dense.ts. */
import { basins } from './search-basins'
import { dense } from './search-dense'
import { pairs } from './search-pairs'
import { stopping } from './search-stopping'

const [what = 'pairs', part] = process.argv.slice(2)
if (what === 'stopping') stopping()
else if (what === 'pairs') await pairs()
else if (what === 'basins') await basins()
else if (what === 'dense') await dense(part)
else throw new Error(`Unknown part: ${what}; expected stopping, pairs, basins or dense`)
