/** The search: `npx node bench/run.mjs search stopping|pairs`. See bench/search-stopping.ts and bench/search-pairs.ts. */
import { pairs } from './search-pairs'
import { stopping } from './search-stopping'

const [what = 'pairs'] = process.argv.slice(2)
if (what === 'stopping') stopping()
else if (what === 'pairs') await pairs()
else throw new Error(`Unknown part: ${what}; expected stopping or pairs`)
