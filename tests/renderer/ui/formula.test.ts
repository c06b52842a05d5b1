import { expect, test } from 'vitest'
import { formulaText, indexText, speciesText } from '../../../src/renderer/ui/formula'

test.each([
  ['Pt3Ni', 'Pt₃Ni'],
  ['Ti12O24', 'Ti₁₂O₂₄'],
  ['CH2OH', 'CH₂OH'],
  ['Ca(OH)2', 'Ca(OH)₂'],
  ['Cu', 'Cu'],
])('%s is written %s', (text, written) => expect(formulaText(text)).toBe(written))

// names of files and surfaces are not formulas, whatever letters they have
test.each(['POSCAR_2', 'Pt111', 'Pt3Ni-111-t0', 'mp-126', 'Xx2', 'structure 2', 'rand0002', ''])('%s is no formula and stays', (text) => expect(formulaText(text)).toBe(text))

test('numbers before a species are no indices', () => expect(speciesText('2OH+CH3+C2H4')).toBe('2OH+CH₃+C₂H₄'))

test('indices in words', () => expect(indexText('Ordered alloy (L1_2)')).toBe('Ordered alloy (L1₂)'))
