/** Decks of several candidates: folders that cannot collide or escape, and an index in the order given. */
import { describe, expect, it } from 'vitest'
import { DECK_CODES, writeDecks, type DeckCandidate } from '../../../src/domain/export/dft/decks'
import { makeStructure } from '../../../src/domain/structure/structure'

const structure = makeStructure({ numbers: [29, 8], positions: [0, 0, 5, 0, 0, 6.8], cell: [3, 0, 0, 0, 3, 0, 0, 0, 15], fixed: [1, 0] })
const candidate = (id: string): DeckCandidate => ({ structure, origin: { id, role: 'adslab', target: id, provenance: {} } })

describe('decks', () => {
  it.each(DECK_CODES)('%s: one folder a candidate and an index', (code) => {
    const files = writeDecks([candidate('Cu-111/rand1'), candidate('Cu-111/rand2')], { code, calculation: 'single-point' })
    expect(files[0]).toEqual({ path: 'index.csv', text: `folder,id,formula,atoms,code,calculation\nCu-111_rand1,"Cu-111/rand1",CuO,2,${code},single-point\nCu-111_rand2,"Cu-111/rand2",CuO,2,${code},single-point\n` })
    const folders = new Set(files.slice(1).map((f) => f.path.split('/')[0]))
    expect([...folders]).toEqual(['Cu-111_rand1', 'Cu-111_rand2'])
    expect(files.map((f) => f.path)).toContain('Cu-111_rand1/adatom-deck.json')
  })
  it('passes the choices on', () => {
    const text = (options: Parameters<typeof writeDecks>[1], name: string): string => writeDecks([candidate('a')], options).find((f) => f.path === `a/${name}`)!.text
    expect(text({ code: 'espresso', calculation: 'single-point', pseudopotentials: { O: 'o.upf' } }, 'pw.in')).toContain('o.upf')
    expect(text({ code: 'vasp-oc20', calculation: 'single-point', freeze: false }, 'POSCAR')).not.toContain('Selective')
    expect(text({ code: 'vasp-oc22', calculation: 'single-point', freeze: true }, 'POSCAR')).toContain('Selective')
  })
  it('an id cannot leave its folder', () => expect(writeDecks([candidate('../../etc/x')], { code: 'gpaw', calculation: 'relaxation' })[1]!.path).toBe('etc_x/run.py'))
  it('refuses two candidates in one folder, also where only case differs, and an id without a name', () => {
    expect(() => writeDecks([candidate('a/b'), candidate('A b')], { code: 'gpaw', calculation: 'relaxation' })).toThrow(/share the folder/)
    expect(() => writeDecks([candidate('///')], { code: 'gpaw', calculation: 'relaxation' })).toThrow(/letters or digits/)
  })
  it('no candidates are an index without rows', () => expect(writeDecks([], { code: 'gpaw', calculation: 'relaxation' })).toHaveLength(1))
})
