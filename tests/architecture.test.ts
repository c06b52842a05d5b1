/** The arrows of docs/architecture.md: who may import whom. Reads every import of src/ and checks it against the tables below. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const SRC = resolve(import.meta.dirname, '../src')

/** ring -> rings it may import, itself included */
const RINGS: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain'],
  contract: ['contract', 'domain'],
  platform: ['platform', 'domain'],
  host: ['host', 'platform', 'contract', 'domain'],
  compute: ['compute', 'platform', 'contract', 'domain'],
  main: ['main', 'host', 'platform', 'contract', 'domain'],
  preload: ['preload', 'contract'],
  headless: ['headless', 'host', 'platform', 'contract', 'domain'],
  renderer: ['renderer', 'contract', 'domain'],
}

/** Inside the domain: folder -> folders it may import, itself included (errors.ts is open to all). */
const DOMAIN: Readonly<Record<string, readonly string[]>> = {
  math: [],
  units: ['math'],
  structure: ['math', 'units'],
  neighbours: ['structure', 'math', 'units'],
  chemistry: ['neighbours', 'structure', 'math', 'units'],
  potentials: ['neighbours', 'structure', 'math', 'units'],
  relax: ['potentials', 'neighbours', 'chemistry', 'structure', 'math', 'units'],
  uncertainty: ['potentials', 'structure', 'math', 'units'],
  catalogue: ['relax', 'adsorbml', 'uncertainty', 'potentials', 'chemistry', 'structure', 'math', 'units'],
  adsorbml: ['catalogue', 'uncertainty', 'relax', 'potentials', 'chemistry', 'neighbours', 'structure', 'math', 'units'],
  analysis: ['catalogue', 'uncertainty', 'chemistry', 'structure', 'math', 'units'],
  dft: ['export', 'chemistry', 'structure', 'math', 'units'],
  export: ['catalogue', 'uncertainty', 'relax', 'chemistry', 'structure', 'math', 'units'],
}

/** Packages that only some rings may touch. */
const PACKAGES: readonly { readonly match: RegExp; readonly rings: readonly string[] }[] = [
  { match: /^electron$/, rings: ['main', 'preload'] },
  { match: /^node:/, rings: ['platform', 'host', 'compute', 'main', 'headless'] },
  { match: /^(onnxruntime-node|better-sqlite3|@spglib\/|openchemlib)/, rings: ['platform'] },
  { match: /^(react|react-dom|@react-three\/|zustand|lucide-react|@observablehq\/|gifenc)/, rings: ['renderer'] },
  { match: /^ws$/, rings: ['headless'] },
  { match: /^(commander|cli-progress)$/, rings: ['headless'] },
]

interface Import {
  readonly file: string
  readonly specifier: string
}

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
const imports: readonly Import[] = sources.flatMap((file) => {
  const text = readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => ({ file: file.replaceAll('\\', '/'), specifier: match[1]! }))
})
const target = ({ file, specifier }: Import): string => relative(SRC, resolve(join(SRC, dirname(file)), specifier)).replaceAll('\\', '/')
/** Tables of resources/ are data that the build takes in, as constants are. */
const isData = (i: Import): boolean => /^\.\.\/resources\/.*\.json$/.test(target(i))
const ringOf = (path: string): string => path.split('/')[0]!

test('there is something to check', () => {
  expect(sources.length).toBeGreaterThan(20)
  expect(imports.length).toBeGreaterThan(40)
})

test('rings import inward only', () => {
  const wrong = imports.filter((i) => i.specifier.startsWith('.')).filter((i) => !target(i).startsWith('..') && !RINGS[ringOf(i.file)]?.includes(ringOf(target(i))))
  expect(wrong).toEqual([])
})

test('the folders of the domain import inward only', () => {
  const folderOf = (path: string): string | undefined => path.split('/').slice(0, -1)[1]
  const wrong = imports
    .filter((i) => ringOf(i.file) === 'domain' && i.specifier.startsWith('.') && folderOf(i.file) !== undefined && !isData(i))
    .filter((i) => {
      const from = folderOf(i.file)!
      const to = target(i).split('/')[1]!
      return to !== 'errors' && to !== from && !DOMAIN[from]?.includes(to)
    })
  expect(wrong).toEqual([])
})

test('packages stay in their rings', () => {
  const wrong = imports.filter((i) => PACKAGES.some(({ match, rings }) => match.test(i.specifier) && !rings.includes(ringOf(i.file))))
  expect(wrong).toEqual([])
})

test('three is for the scene only', () => {
  expect(imports.filter((i) => /^(three|@react-three\/)/.test(i.specifier) && !i.file.startsWith('renderer/scene/'))).toEqual([])
})

test('the raw channels of Electron appear only in their wrapper files', () => {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    ipcMain: ['main/requests/shell.ts'],
    ipcRenderer: ['preload/index.ts'],
    'webContents.send': [],
    utilityProcess: ['main/compute-process.ts'],
    parentPort: ['compute/parent.ts', 'main/host-thread/worker.ts'],
  }
  for (const [word, files] of Object.entries(allowed)) {
    const users = sources.filter((file) => new RegExp(`\\b${word.replace('.', '\\.')}\\b`).test(readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')))
    expect(users.map((file) => file.replaceAll('\\', '/')).filter((file) => !files.includes(file)), word).toEqual([])
  }
})
