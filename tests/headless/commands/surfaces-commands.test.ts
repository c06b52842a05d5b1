/** slabs and place as a user calls them: oxides, coverage, molecules from files, slabs of one's own. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildInstallation } from '../../host/bundle'

// every call starts a program that starts a compute process
vi.setConfig({ testTimeout: 180_000 })

let adatom: string
const folder = mkdtempSync(join(tmpdir(), 'adatom-surfaces-'))
beforeAll(async () => {
  adatom = await buildInstallation()
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const run = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [adatom, ...args], { cwd: folder, env: { ...process.env, ADATOM_DATA: join(folder, 'data') } })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.once('close', (code) => resolve({ code, out, err }))
  })

async function json<T>(...args: string[]): Promise<T> {
  const { code, out, err } = await run(...args, '--json')
  expect(code, err).toBe(0)
  return JSON.parse(out) as T
}

interface Slabs {
  readonly leftOut: readonly string[]
  readonly slabs: readonly { readonly id: string; readonly atoms: number; readonly area: number; readonly symmetric: boolean; readonly tasker: string; readonly origin?: { readonly vacancies?: number[] }; readonly structure?: object }[]
}
interface Placements {
  readonly placements: readonly { readonly slab: string; readonly adsorbate: string; readonly id: string; readonly mode: string; readonly site: { readonly kind: string }; readonly more?: readonly object[] }[]
}

test('slabs --preview says what slabs makes, and makes nothing', async () => {
  const what = ['TiO2', '--preset', 'oc22', '--miller', '110,100'] as const
  const [preview, made] = await Promise.all([json<Slabs>('slabs', ...what, '--preview'), json<Slabs>('slabs', ...what)])
  const facts = ({ slabs }: Slabs): string[] => slabs.map(({ id, atoms, area, symmetric, tasker }) => [id, atoms, area.toFixed(6), symmetric, tasker].join()).toSorted()
  expect(facts(preview)).toEqual(facts(made))
  expect(preview.slabs.every((slab) => slab.symmetric && slab.tasker === '2' && slab.structure === undefined)).toBe(true)
})

test('oxygen vacancies, and MX and MvK sites on what they leave', async () => {
  const { slabs } = await json<Slabs>('slabs', 'TiO2', '--preset', 'oc22', '--miller', '110', '--vacancies', '1')
  const bare = slabs.filter(({ origin }) => origin?.vacancies)
  expect(bare.length).toBeGreaterThan(0)
  for (const { id, atoms } of bare) expect(atoms).toBe(slabs.find((slab) => slab.id === id.replace(/-v\d+$/, ''))!.atoms - 2)
  const mx = await json<Placements>('place', 'TiO2', '--preset', 'oc22', '--miller', '110', '--placement', 'mx', '--adsorbates', 'O,OH')
  expect(new Set(mx.placements.map(({ mode, site }) => `${mode} ${site.kind}`))).toEqual(new Set(['mx MX']))
  const [metal, rules] = await Promise.all([run('place', 'Cu', '--miller', '111', '--placement', 'mvk', '--adsorbates', 'H'), run('slabs', 'TiO2', '--miller', '110', '--vacancies', '1')])
  expect(metal.err).toMatch(/MvK sites are those of oxides/)
  expect(rules.err).toMatch(/symmetric slabs/)
})

test('coverage: repeated, counted, mixed; too much of it is an error', async () => {
  const place = ['place', 'Cu', '--miller', '111', '--configs', '2', '--placement', 'heuristic', '--adsorbates'] as const
  const [listed, each, crowded] = await Promise.all([json<Placements>(...place, 'O,O,O,CO,CO+O'), json<Placements>(...place, 'O', '--coverage', '3'), run(...place, 'CO', '--coverage', '40')])
  expect(listed.placements.map(({ adsorbate, more }) => `${adsorbate} ${more?.length ?? 0}`)).toEqual(['3O 2', '3O 2', 'CO 0', 'CO 0', 'CO+O 1', 'CO+O 1'])
  expect(each.placements).toEqual(listed.placements.slice(0, 2))
  expect(crowded).toMatchObject({ code: 2, err: expect.stringContaining('no room for CO') as string })
})

test('molecules of files, by the atoms that bind; what is none is named', async () => {
  // methanol, CRC Handbook lengths
  writeFileSync(join(folder, 'methanol.xyz'), '6\n\nC 0 0 0\nO 1.42 0 0\nH 1.74 0.9 0\nH -0.36 1.03 0\nH -0.36 -0.51 0.89\nH -0.36 -0.51 -0.89\n')
  const place = ['place', 'Pt', '--miller', '111', '--configs', '1', '--adsorbates'] as const
  const [both, wrong, ion] = await Promise.all([json<Placements>(...place, 'methanol.xyz:2,2methanol.xyz:2'), run(...place, 'methanol.xyz:9'), run(...place, '[OH-]')])
  expect(both.placements.map(({ adsorbate }) => adsorbate)).toEqual(['methanol', '2methanol'])
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('binding atoms') as string })
  expect(ion).toMatchObject({ code: 2, err: expect.stringContaining('an ion') as string })
})

test('a slab of one\'s own, its vacuum along x, the other side as surface', async () => {
  const rows = [0, 2, 4, 6].map((x, k) => `${k < 2 ? 'Ni' : 'Cu'} ${x + 1} ${k % 2 === 0 ? 0 : 1.3} 0`)
  writeFileSync(join(folder, 'mine.extxyz'), `4\nLattice="20 0 0 0 2.6 0 0 0 2.6" Properties=species:S:1:pos:R:3 pbc="T T T"\n${rows.join('\n')}\n`)
  const side = async (...args: string[]): Promise<string> => {
    expect((await run('slabs', 'mine.extxyz', '--out', 'own', ...args)).code).toBe(0)
    const lines = readFileSync(join(folder, 'own/mine.extxyz'), 'utf8').trim().split('\n').slice(2)
    return lines.toSorted((a, b) => Number(b.split(' ')[3]) - Number(a.split(' ')[3]))[0]!.split(' ')[0]!
  }
  expect(await side()).toBe('Cu')
  expect(await side('--side', 'bottom')).toBe('Ni')
  expect(await side('--axis', 'a')).toBe('Cu')
  const { placements } = await json<Placements>('place', 'mine.extxyz', '--adsorbates', 'H', '--placement', 'heuristic')
  expect(new Set(placements.map(({ site }) => site.kind))).toEqual(new Set(['top', 'bridge', 'fourfold']))
})
