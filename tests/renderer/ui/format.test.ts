import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readInterval } from '../../../src/domain/uncertainty/interval'
import { angstrom, boundsText, count, decimalsFor, duration, energyText, fixed, intervalText, remainingText, withUncertainty } from '../../../src/renderer/ui/format'
import { numberError } from '../../../src/renderer/ui/number-error'
import { crc32, zip } from '../../../src/renderer/ui/zip'

test('the worked examples of the Particle Data Group come out', () => {
  // Review of Particle Physics, Introduction 5.3: 0.827 ± 0.119 is 0.83 ± 0.12, 0.827 ± 0.367 is 0.8 ± 0.4
  expect(withUncertainty(0.827, 0.119)).toBe('0.83 ± 0.12')
  expect(withUncertainty(0.827, 0.367)).toBe('0.8 ± 0.4')
  // three leading digits 950-999 round up to 1000 and keep two of them
  expect(withUncertainty(1.2345, 0.0963)).toBe('1.23 ± 0.10')
  expect(withUncertainty(-12_345, 250)).toBe('−12345 ± 250')
})

test('without an uncertainty there are three decimals, never more', () => {
  expect([decimalsFor(0), decimalsFor(Number.NaN), decimalsFor(Infinity)]).toEqual([3, 3, 3])
})

test('minus signs are minus signs, and zero has none', () => {
  expect(fixed(-0.5312, 2)).toBe('−0.53')
  expect(fixed(-0.001, 2)).toBe('0.00')
  expect(fixed(Infinity, 2)).toBe('∞')
  expect(angstrom(1.1284)).toBe('1.128 Å')
  expect(count(1_234_567)).toBe('1\u202f234\u202f567')
})

test('an energy shows no more than is known of it, and no bar that was not calibrated', () => {
  const calibrated = readInterval({ kind: 'calibrated', low: -0.712, high: -0.381, level: 0.9, calibrationId: 'c1' })
  expect(energyText(-0.5312, calibrated)).toBe('−0.53 eV')
  expect(intervalText(calibrated)).toBe('[−0.71, −0.38] eV, 90\u202f%')
  const none = { kind: 'uncalibrated', reason: 'no calibration' } as const
  expect(energyText(-0.5312, none)).toBe('−0.53 eV')
  expect(calibrated.kind === 'calibrated' && boundsText(calibrated)).toBe('[−0.71, −0.38]')
  expect(intervalText(none)).toBe('uncalibrated')
  expect(intervalText({ kind: 'out-of-domain', distance: 3, threshold: 1 })).toBe('out of domain')
})

test('times read like times', () => {
  expect([3.21, 45, 89, 120, 3600, 7800, 200_000].map(duration)).toEqual(['3.2 s', '45 s', '89 s', '2 min', '1 h', '2 h 10 min', '2 d 8 h'])
  expect(duration(Infinity)).toBe('unknown')
  expect(remainingText(240, 61)).toBe('4 ± 1 min')
  expect(remainingText(33, 4.2)).toBe('33 ± 4 s')
})

test('numbers as typed', () => {
  expect(numberError('', 1, 5, true)).toBe('A number is needed')
  expect(numberError('two', 1, 5, true)).toBe('A number is needed')
  expect(numberError('2.5', 1, 5, true)).toBe('A whole number is needed')
  expect(numberError('6', 1, 5, true)).toBe('Between 1 and 5')
  expect([numberError('5', 1, 5, true), numberError('0.05', 0.001, 1, false)]).toEqual([null, null])
})

test('CRC-32 has its check value', () => {
  // "123456789" -> CBF43926 (ISO 3309; the check value of the CRC catalogue)
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  expect(crc32(new Uint8Array(0))).toBe(0)
})

const python = (() => {
  try {
    return execFileSync('python3', ['--version']).length > 0
  } catch {
    return false
  }
})()

test.skipIf(!python)('Python reads our archives: names, folders, contents, checksums', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'adatom-zip-')), 'a.zip')
  writeFileSync(file, zip([{ name: 'ranking.csv', bytes: new TextEncoder().encode('a,b\n') }, { name: 'structures/Cu-111 α.xyz', bytes: Uint8Array.from({ length: 70_000 }, (_, i) => i % 251) }, { name: 'empty', bytes: new Uint8Array(0) }]))
  const script = 'import sys,zipfile,json; z=zipfile.ZipFile(sys.argv[1]); print(json.dumps([z.testzip(), [[i.filename,i.file_size] for i in z.infolist()], z.read("ranking.csv").decode()]))'
  expect(JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }))).toEqual([null, [['ranking.csv', 4], ['structures/Cu-111 α.xyz', 70_000], ['empty', 0]], 'a,b\n'])
})
