/**
 * How likely it is that something better is still unseen, and what success to expect of more placements.
 *
 * Placements in random order are draws from one distribution of final energies. Cut it into groups from below, each as wide as the
 * threshold of success (0.1 eV): a search has succeeded once it has drawn from the lowest group. The model is a ladder: the lowest group
 * has the share p of all placements, the next the share p of the rest, and so on (a stick-breaking process in order of energy, as of
 * Sethuraman, Statistica Sinica 4, 639 (1994), with one p per system). With p known, n draws miss the lowest group with probability
 * (1 - p)^n, and the number of groups below the best one seen is geometric with ratio (1 - p)^n. What the draws tell of p is how many of
 * them lie in the lowest group seen: c of n, so p ~ Beta(a + c, b + n - c). A basin visited once in 20 draws leaves far more doubt than one
 * visited ten times. But a deep, narrow minimum may hide below a wide one: with probability `weight` the groups below have shares of their
 * own, each from the Beta(a', b') of all systems, of which the draws tell only that they missed them; then (1 - p)^n becomes
 * B(a', b' + n)/B(a', b'). Without this the rule, which stops where the best is met often, promised 97.5 % and kept 93.2 % (docs/search.md).
 */
import { SUCCESS_THRESHOLD } from '../success'
import { invalidInput } from '../../errors'
import { logGamma } from '../../math/special'

/** What has been drawn. */
export interface Tally {
  /** n: placements with a valid outcome: relaxed, merged, or stopped because they could not win */
  readonly placements: number
  /** c: those within the threshold of the lowest, that one included */
  readonly best: number
}

/** Parameters of a Beta distribution. */
export interface BetaParameters {
  readonly a: number
  readonly b: number
}

/** What is believed of the shares before anything is drawn. */
export interface SharePrior extends BetaParameters {
  /** groups below the lowest seen that are nothing like it: the probability of that, and the distribution of their shares */
  readonly own: BetaParameters & { readonly weight: number }
}

/** Fitted to the log score on 100 systems of OC20-Dense; priors of either half were tested on the other (docs/search.md). */
export const OC20_DENSE_PRIOR: SharePrior = { a: 1, b: 12, own: { a: 0.4, b: 2, weight: 0.3 } }

/** Counts final energies; Infinity for a placement known only to lie above the threshold. Throws InvalidInput for NaN or -Infinity. */
export function tallyOf(energies: readonly number[], threshold = SUCCESS_THRESHOLD): Tally {
  const wrong = energies.find((e) => Number.isNaN(e) || e === -Infinity)
  if (wrong !== undefined) throw invalidInput('A final energy is not a number', { found: String(wrong) })
  const lowest = energies.reduce((a, b) => Math.min(a, b), Infinity)
  return { placements: energies.length, best: Number.isFinite(lowest) ? energies.filter((e) => e - lowest <= threshold).length : 0 }
}

export interface PromiseOptions {
  /** further placements that the answer is measured against; Infinity: all that could ever be drawn */
  readonly more: number
  readonly prior?: SharePrior
}

/**
 * Probability that at least one of `more` further placements would end more than the threshold below the best seen; 1 when nothing valid
 * has been seen and something could be, 0 for no further placements.
 */
export const unseenBetterProbability = (tally: Tally, options: PromiseOptions): number => 1 - expectedSuccess(tally, 0, options)

/**
 * Probability that the best after `extra` more placements lies within the threshold of the best after `more` of them (extra <= more).
 * Given p this is (1 - q^(n + extra)) / (1 - q^(n + more)), q = 1 - p; it is averaged over the posterior of p, and over the two cases.
 * Throws InvalidInput for counts that are none.
 */
export function expectedSuccess(tally: Tally, extra: number, { more, prior = OC20_DENSE_PRIOR }: PromiseOptions): number {
  check(tally, extra, more, prior)
  if (extra >= more) return 1
  const { placements: n, best: c } = tally
  if (n + extra === 0) return 0
  const missed = (draws: number, logQ: number): number => (draws === Infinity ? -1 : Math.expm1(draws * logQ))
  const alike = posteriorMean(prior.a + c, prior.b + n - c, (logQ) => missed(n + extra, logQ) / missed(n + more, logQ))
  const { own } = prior
  return (1 - own.weight) * alike + (own.weight * (1 - missedMean(own, n + extra))) / (1 - missedMean(own, n + more))
}

/** Mean of (1 - p)^draws over p ~ Beta(a, b): B(a, b + draws) / B(a, b). */
const missedMean = ({ a, b }: BetaParameters, draws: number): number =>
  draws === Infinity ? 0 : Math.exp(logGamma(b + draws) - logGamma(a + b + draws) - logGamma(b) + logGamma(a + b))

/** The fewest further placements after which the expected success reaches the level. */
export function placementsFor(level: number, tally: Tally, options: PromiseOptions): number {
  if (!(level >= 0 && level < 1)) throw invalidInput('The level of success lies between 0 and 1', { found: String(level) })
  let [low, high] = [0, 1]
  if (expectedSuccess(tally, 0, options) >= level) return 0
  while (expectedSuccess(tally, high, options) < level) [low, high] = [high, 2 * high]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (expectedSuccess(tally, middle, options) >= level) high = middle
    else low = middle
  }
  return high
}

/**
 * Mean of f(ln(1 - p)) over p ~ Beta(a, b), by the trapezoidal rule in logit p, where the density p^a (1 - p)^b falls off exponentially on
 * both sides and the rule converges exponentially: good to 1e-9 for a, b >= 0.5.
 */
function posteriorMean(a: number, b: number, f: (logQ: number) => number): number {
  const [centre, width] = [Math.log(a / b), Math.sqrt(1 / a + 1 / b)]
  const [from, to] = [centre - Math.max(12 * width, 36 / a), centre + Math.max(12 * width, 36 / b)]
  const steps = 300
  let [weighted, total, top] = [0, 0, -Infinity]
  for (let i = 0; i <= steps; i++) {
    const x = from + ((to - from) * i) / steps
    const logP = x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x))
    const logQ = logP - x
    const log = a * logP + b * logQ
    if (log > top) {
      const shrink = Math.exp(top - log)
      ;[weighted, total, top] = [weighted * shrink, total * shrink, log]
    }
    const weight = Math.exp(log - top)
    weighted += weight * f(logQ)
    total += weight
  }
  return weighted / total
}

function check({ placements, best }: Tally, extra: number, more: number, { a, b, own }: SharePrior): void {
  const count = (x: number): boolean => Number.isInteger(x) && x >= 0
  if (!count(placements) || !count(best) || best > placements) throw invalidInput('The placements seen cannot be counted like this', { found: `${best} of ${placements}` })
  if (!count(extra) || !(count(more) || more === Infinity)) throw invalidInput('The number of further placements must be a whole number', { found: `${extra}, ${more}` })
  const isBeta = (p: BetaParameters): boolean => p.a > 0 && p.b > 0 && Number.isFinite(p.a + p.b)
  if (!isBeta({ a, b }) || !isBeta(own)) throw invalidInput('The prior of the shares needs positive parameters', { found: [a, b, own.a, own.b].join(', ') })
  if (!(own.weight >= 0 && own.weight <= 1)) throw invalidInput('The weight of shares of their own is a probability', { found: String(own.weight) })
}
