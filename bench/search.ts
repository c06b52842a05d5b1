/** The search: `npx node bench/run.mjs search stopping|pairs|basins|dense|pbest`; see bench/search-NAME.ts. */
import { basins } from './search-basins'
import { dense } from './search-dense'
import { pairs } from './search-pairs'
import { pbest } from './search-pbest'
import { stopping } from './search-stopping'

const [what = 'pairs', part] = process.argv.slice(2)
if (what === 'stopping') stopping()
else if (what === 'pairs') await pairs()
else if (what === 'basins') await basins()
else if (what === 'dense') await dense(part)
else if (what === 'pbest') await pbest()
else throw new Error(`Unknown part: ${what}; expected stopping, pairs, basins, dense or pbest`)
