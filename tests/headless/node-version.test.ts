/** A command started under an old Node goes on under Adatom's own, or says what to do. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { isOldNode, ownNode, tooOld } from '../../src/headless/cli/node-version'
import { buildInstallation } from '../host/bundle'

const folder = mkdtempSync(join(tmpdir(), 'adatom-node-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each([['18.20.4', true], ['20.20.2', true], ['22.11.9', true], ['22.12.0', false], ['24.21.0', false], ['26.0.0', false]])('Node %s: too old %s', (version, old) => expect(isOldNode(version)).toBe(old))

test("Adatom's own Node is found above the bundle, and only there", () => {
  mkdirSync(join(folder, 'app/node_modules/.bin'), { recursive: true })
  mkdirSync(join(folder, 'app/out/main/chunks'), { recursive: true })
  writeFileSync(join(folder, 'app/node_modules/.bin/node'), '')
  expect(ownNode(join(folder, 'app/out/main/chunks'))).toBe(join(folder, 'app/node_modules/.bin/node'))
  expect(ownNode(folder)).toBeUndefined()
  expect(tooOld('v20.20.2')).toMatch(/22\.12 or newer; this is v20\.20\.2.*npm ci/)
})

const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((each) => join(each, 'node'))
  .find((node) => existsSync(node) && isOldNode(execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()))

test.skipIf(oldNode === undefined)('the command line runs when it is called with an old Node: slabs, which need what that Node lacks', async () => {
  const adatom = await buildInstallation()
  const { status, stdout, stderr } = spawnSync(oldNode!, [adatom, 'slabs', 'Cu', '--miller', '111', '--json'], { encoding: 'utf8', env: { ...process.env, ADATOM_DATA: folder }, timeout: 60_000 })
  expect(stderr).not.toMatch(/rror/)
  expect(status).toBe(0)
  expect((JSON.parse(stdout) as { slabs: unknown[] }).slabs).toHaveLength(1)
  expect(spawnSync(oldNode!, [adatom, 'slabs', 'Cu', '--miller', '11'], { encoding: 'utf8' }).status).toBe(2)
}, 180_000)
