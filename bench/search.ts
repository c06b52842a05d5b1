/** The search: `npx node bench/run.mjs search stopping|pairs|basins`. See bench/search-stopping.ts, bench/search-pairs.ts and bench/search-basins.ts. */
import { basins } from './search-basins'
import { pairs } from './search-pairs'
import { stopping } from './search-stopping'

const [what = 'pairs'] = process.argv.slice(2)
if (what === 'stopping') stopping()
else if (what === 'pairs') await pairs()
else if (what === 'basins') await basins()
else throw new Error(`Unknown part: ${what}; expected stopping, pairs or basins`)
