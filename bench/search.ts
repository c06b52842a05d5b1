/** The search: `npx node bench/run.mjs search stopping|pairs`. See bench/search-stopping.ts and bench/search-pairs.ts. */
import { stopping } from './search-stopping'

const [what = 'stopping'] = process.argv.slice(2)
if (what === 'stopping') stopping()
else throw new Error(`Unknown part: ${what}; expected stopping or pairs`)
