/** Tables as users bring them: what is read, what is dropped and counted, what is refused and where. */
import { describe, expect, it } from 'vitest'
import { isError } from '../../../src/domain/errors'
import { parseErrorTable } from '../../../src/domain/uncertainty/table-format'

const read = (text: string) => parseErrorTable(text, 'f.csv')

describe('CSV', () => {
  it('finds its columns by name, unit or not, whatever the separator, order and comments', () => {
    for (const text of ['# c\nerr,unc\n1,2\n-3,4\n', 'Distance;id;Error (eV)\r\n2;a;1\r\n4;b;-3\r\n', '\uFEFFuncertainty\terror\n2\t1\n4\t-3']) {
      const { table } = read(text)
      expect([[...table.errors], [...table.uncertainties]]).toEqual([[1, -3], [2, 4]])
    }
  })
  it('reads groups, quoted ones too', () => expect(read('err,unc,adsorbate\n1,2,CO\n1,2,"a, ""b"""').table.groups).toEqual(['CO', 'a, "b"']))
  it('drops and counts rows without a finite distance', () => {
    const { table, dropped } = read('err,unc\n1,2\n1,inf\n2,nan\n')
    expect([table.errors.length, dropped]).toEqual([1, 2])
  })
  it.each([
    ['', /empty/, undefined],
    ['err,other\n1,2', /no column for the uncertainty/, 1],
    ['err,unc\n1', /number of columns/, 2],
    ['err,unc\n1,2\n\nx,2', /error is not a number/, 4],
    ['err,unc\n,2', /error is not a number/, 2],
    ['err,unc\n1,-2', /negative/, 2],
    ['err,unc\n1,', /uncertainty is not a number/, 2],
    ['err,error,unc\n1,1,2', /two columns/, 1],
    ['err,unc', /no usable row/, undefined],
    ['err,unc\n1,inf', /no usable row/, undefined],
  ])('refuses %j and says where', (text, message, line) => {
    try {
      read(text)
      expect.unreachable()
    } catch (error) {
      expect((error as Error).message).toMatch(message)
      expect(isError(error, 'InvalidInput') && error.fields.at).toEqual(line === undefined ? { file: 'f.csv' } : { file: 'f.csv', line })
    }
  })
})

describe('JSON', () => {
  it('reads columns and records, null as no distance', () => {
    expect([...read('{"err":[1,2],"unc":[3,4],"alpha":[0.1]}').table.uncertainties]).toEqual([3, 4])
    expect(read('[{"error":1,"distance":2,"group":"a"},{"error":1,"distance":null,"group":"b"}]')).toMatchObject({ dropped: 1, table: { groups: ['a'] } })
  })
  it.each([['{"err":[1]', /not JSON/], ['{"err":[1],"unc":[1,2]}', /different lengths/], ['{"err":1,"unc":[1]}', /not a list/], ['[3]', /not a record/], ['[{"err":1}]', /no column/], ['[{"err":1,"unc":1,"group":"a"},{"err":1,"unc":1}]', /Some rows have a group/]])(
    'refuses %j',
    (text, message) => expect(() => read(text)).toThrow(message),
  )
})
