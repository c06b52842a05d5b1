/** docs/commands.md names every command and every option, and no others. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COLUMNS } from '../../src/domain/export/ranked-list'
import { EXIT } from '../../src/headless/cli/exit-codes'
import { createProgram } from '../../src/headless/cli/program'
import { ROOT } from '../host/fixtures'

const text = readFileSync(join(ROOT, 'docs/commands.md'), 'utf8')
const rows = new Map(
  [...text.matchAll(/^\| `([a-z-]+)[^|]*\|[^|]*\|([^|]*)\|$/gm)].map(([, name, options]) => [name!, [...options!.matchAll(/`(--[a-z-]+)`/g)].map(([, option]) => option!)] as const),
)
const program = createProgram()

test('one row for every command', () => {
  // `resume` shares the row of `screen --resume`
  expect([...rows.keys(), 'resume'].toSorted()).toEqual(program.commands.map((command) => command.name()).toSorted())
})

test.each(program.commands.filter((command) => rows.has(command.name())).map((command) => [command.name(), command] as const))('the options of %s', (name, command) => {
  const known = command.options.flatMap((option) => (option.long === undefined ? [] : [option.long]))
  for (const option of rows.get(name)!) expect(known).toContain(option)
  // --json is said once for all
  const documented = new Set([...rows.get(name)!, '--json'])
  if (!['uq-report', 'calibrate', 'replay', 'screen'].includes(name)) expect(known.filter((option) => !documented.has(option))).toEqual([])
})

test('every column of the ranking and every exit code', () => {
  for (const { name, unit } of COLUMNS) expect(text).toContain(unit === '' ? `\`${name}\`` : `\`${name} (${unit})\``)
  for (const code of Object.values(EXIT)) expect(text).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'))
})
