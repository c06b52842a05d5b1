/** Readers of DFT outputs against what ASE reads from the same files (tests/fixtures/dft/make_outputs.py), and what they must refuse. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDeckRecord } from '../../../src/domain/dft/deck-record'
import { parseEnergyTable } from '../../../src/domain/dft/energy-table'
import { readEspresso } from '../../../src/domain/dft/espresso-output'
import { readOutcar } from '../../../src/domain/dft/outcar'
import type { DftOutput } from '../../../src/domain/dft/output'
import { readVasprun } from '../../../src/domain/dft/vasprun'
import { atomicNumberOf } from '../../../src/domain/structure/elements'
import ase from '../../fixtures/dft/ase.json'

const text = (name: string): string => readFileSync(join(import.meta.dirname, '../../fixtures/dft', name), 'utf8')
const READERS: readonly (readonly ['vasprun.xml' | 'OUTCAR' | 'pw.out', (t: string, f: string) => DftOutput, string])[] = [
  ['vasprun.xml', readVasprun, 'VASP, RPBE, 350 eV'],
  ['OUTCAR', readOutcar, 'VASP, RPBE, 350 eV'],
  ['pw.out', readEspresso, 'Quantum ESPRESSO, RPBE, 50 Ry'],
]

describe.each(READERS)('%s', (name, read, theory) => {
  const found = read(text(name), name)
  const theirs = ase[name]
  // positions are written with 5 (OUTCAR) to 10 digits, bohr and Ry are of one CODATA in both
  const close = (ours: ArrayLike<number>, expected: readonly number[], digits: number): void => Array.from(ours).forEach((x, i) => expect(x).toBeCloseTo(expected[i]!, digits))
  it('has the energy, atoms, last geometry and forces that ASE reads', () => {
    // ASE's Rydberg is that of CODATA 2006, 3e-6 eV apart here
    expect(found.energy).toBeCloseTo(theirs.energy, name === 'pw.out' ? 5 : 6)
    expect(Array.from(found.last!.numbers)).toEqual(theirs.symbols.map((s) => atomicNumberOf(s)))
    close(found.last!.positions, theirs.positions, 6)
    close(found.last!.cell, theirs.cell, 5)
    close(found.forces!, theirs.forces, 5)
  })
  it('says what it is: converged, relaxed in two steps, its theory', () => expect(found).toMatchObject({ electronic: true, ionic: true, ionicSteps: 2, theory }))
  it('has another first geometry: the carbon moved by 0.01 and 0.02 Å', () => {
    const moved = [6, 7, 8].map((k) => found.last!.positions[k]! - found.first!.positions[k]!)
    moved.forEach((d, k) => expect(d).toBeCloseTo([0.01, 0, 0.02][k]!, 5))
  })
  it('refuses a file that was cut before its first energy', () => {
    const end = text(name).search(/<calculation>|POSITION {5}|End of self-consistent/)
    expect(() => read(text(name).slice(0, end), name)).toThrow(/no finished calculation|could not be read/)
  })
})

describe('what is not converged', () => {
  const xml = text('vasprun.xml')
  it('VASP: NELM steps used, and the last of them still changed the energy (SCIENCE.md B.1)', () => {
    const three = xml.replaceAll(/(<i type="int" name="NELM">\s*)60/g, '$13')
    expect(readVasprun(three, 'v').electronic).toBe(true)
    expect(readVasprun(three.replace(/-30\.74998000/, '-30.70000000'), 'v').electronic).toBe(false)
  })
  it('VASP: the relaxation was cut before VASP ended it', () => expect(readVasprun(xml.replace('<structure name="finalpos" >', '<structure name="other" >'), 'v').ionic).toBe(false))
  it('VASP: a single point has no verdict on the geometry', () => expect(readVasprun(xml.replaceAll(/2000(?=<)/g, '0'), 'v').ionic).toBeNull())
  it('OUTCAR: EDIFF was not reached within NELM', () => expect(readOutcar(text('OUTCAR').replaceAll('aborting loop because EDIFF is reached', '').replace('NELM   =    300', 'NELM   =      3'), 'o').electronic).toBe(false))
  it('Quantum ESPRESSO says it in words', () => expect(readEspresso(text('pw.out').replace(/convergence has been achieved in {2}12 iterations\n(?![\s\S]*convergence has)/, 'convergence NOT achieved after 300 iterations: stopping\n'), 'p').electronic).toBe(false))
})

describe('a table of energies', () => {
  it('reads configurations, slabs and molecules', () => {
    const rows = parseEnergyTable('# ours\nid;energy (eV);calculation;converged\na/CO/rand1;-10.5;relaxation;yes\nslab:a;-9;;\n"gas:H2";-6.7;;no\n', 't.csv')
    expect(rows).toEqual([
      { role: 'adslab', target: 'a/CO/rand1', zero: 'total', energy: -10.5, calculation: 'relaxation', converged: true, line: 3 },
      { role: 'slab', target: 'a', zero: 'total', energy: -9, calculation: 'single-point', converged: null, line: 4 },
      { role: 'gas', target: 'H2', zero: 'total', energy: -6.7, calculation: 'single-point', converged: false, line: 5 },
    ])
  })
  it('says which line is wrong', () => {
    expect(() => parseEnergyTable('id,energy\na,much\n', 't.csv')).toThrow(/not a number/)
    expect(() => parseEnergyTable('id,energy,adsorption_energy\n', 't.csv')).toThrow(/not a table of DFT energies/)
    expect(() => parseEnergyTable('id,adsorption_energy\nslab:a,1\n', 't.csv')).toThrow(/Only a configuration/)
  })
})

describe('the record of a deck', () => {
  const record = text('gas_CO/adatom-deck.json')
  it('comes back as it was written', () => expect(parseDeckRecord(record, 'd')).toMatchObject({ role: 'gas', target: 'CO', code: 'gpaw', calculation: 'relaxation', order: [0, 1], geometry: '5fdd7af7c3dcf216' }))
  it('refuses other files, records without a target and orders that are none', () => {
    expect(() => parseDeckRecord('{}', 'd')).toThrow(/not the record of a deck/)
    expect(() => parseDeckRecord(record.replace('"role"', '"was"'), 'd')).toThrow(/earlier version/)
    expect(() => parseDeckRecord(record.replace(/0,\s*1/, '0, 0'), 'd')).toThrow(/order of atoms/)
  })
})
