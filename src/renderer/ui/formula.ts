/** Chemical formulas as chemists write them: 'Pt3Ni' as 'Pt₃Ni'. For the eye only: names in files, searches and accessible names stay as they are. */
import { atomicNumberOf } from '../../domain/structure/elements'

/** Symbols with counts of at most two digits, so that 'Pt111', a surface, is not taken for a formula. */
const FORMULA = /^(?:[A-Z][a-z]?\d{0,2}|\((?:[A-Z][a-z]?\d{0,2})+\)\d{0,2})+$/

const lowered = (digits: string): string => digits.replaceAll(/\d/g, (d) => String.fromCodePoint(0x2080 + Number(d)))

/** 'NiPt3' as 'NiPt₃'; any other text, such as the name of a file, as it is. */
export function formulaText(text: string): string {
  const isFormula = FORMULA.test(text) && (text.match(/[A-Z][a-z]?/g) ?? []).every((symbol) => atomicNumberOf(symbol) !== undefined)
  return isFormula ? lowered(text) : text
}

/** The formulas of a text whose parts stand between spaces and + signs: '2OH', a number of them, and 'CO+CH3'. */
export const speciesText = (text: string): string => text.split('+').map((part) => part.replace(/^(\d*)(.*)$/, (_, n: string, rest: string) => n + formulaText(rest))).join('+')

/** 'L1_2' as 'L1₂': what is marked as an index in words. */
export const indexText = (text: string): string => text.replaceAll(/_(\d+)/g, (_, digits: string) => lowered(digits))
