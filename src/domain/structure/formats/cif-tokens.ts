/**
 * The words of a CIF 1.1 file (Hall, Allen & Brown, Acta Cryst. A47, 655 (1991), doi:10.1107/S010876739101067X; International Tables G, 2.2).
 * One pass, no regular expression over more than one word.
 */
import { malformed } from './text'

export type CifToken =
  | { readonly kind: 'data'; readonly name: string; readonly line: number }
  /** `_cell_length_a`, in lower case, with `.` of DDLm names as `_` */
  | { readonly kind: 'name'; readonly name: string; readonly line: number }
  | { readonly kind: 'loop'; readonly line: number }
  /** save frames, global_ and stop_: they hold nothing of a structure */
  | { readonly kind: 'other'; readonly line: number }
  /** `quoted` values are text even where they look like '?' or '.' */
  | { readonly kind: 'value'; readonly text: string; readonly quoted: boolean; readonly line: number }

const TAB = 9
const NEWLINE = 10
const RETURN = 13
const SPACE = 32
const QUOTE = 34
const HASH = 35
const APOSTROPHE = 39
const SEMICOLON = 59

const isBlankCode = (code: number): boolean => code === SPACE || code === NEWLINE || code === TAB || code === RETURN || code === 11 || code === 12

export class CifScanner {
  readonly file: string
  readonly #text: string
  #offset = 0
  #line = 1
  constructor(text: string, file: string) {
    this.#text = text
    this.file = file
  }

  get line(): number { return this.#line }

  /** The next word; undefined at the end. Throws InvalidInput for a quote or text field that is not closed. */
  next(): CifToken | undefined {
    this.#skipBlanks()
    if (this.#offset >= this.#text.length) return undefined
    const code = this.#text.charCodeAt(this.#offset)
    if (code === SEMICOLON && (this.#offset === 0 || this.#text.charCodeAt(this.#offset - 1) === NEWLINE)) return this.#textField()
    if (code === QUOTE || code === APOSTROPHE) return this.#quoted(code)
    return wordToken(this.#word(), this.#line)
  }

  #skipBlanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#offset)
      if (code === HASH) {
        const end = this.#text.indexOf('\n', this.#offset)
        this.#offset = end < 0 ? this.#text.length : end
      } else if (isBlankCode(code)) {
        if (code === NEWLINE) this.#line++
        this.#offset++
      } else {
        return
      }
    }
  }

  #word(): string {
    const start = this.#offset
    let end = start
    while (end < this.#text.length && !isBlankCode(this.#text.charCodeAt(end))) end++
    this.#offset = end
    return this.#text.slice(start, end)
  }

  /** A closing quote is one that a blank follows: 'a dog's life' is one value. */
  #quoted(mark: number): CifToken {
    const start = this.#offset + 1
    for (let end = start; end < this.#text.length; end++) {
      const code = this.#text.charCodeAt(end)
      if (code === NEWLINE) break
      if (code !== mark || (end + 1 < this.#text.length && !isBlankCode(this.#text.charCodeAt(end + 1)))) continue
      this.#offset = end + 1
      return { kind: 'value', text: this.#text.slice(start, end), quoted: true, line: this.#line }
    }
    throw malformed(this.file, this.#line, 'A quoted value is not closed', this.#text.slice(start - 1, start + 60), 'the closing quote on the same line')
  }

  /** From a semicolon at the start of a line to the next one at the start of a line. */
  #textField(): CifToken {
    const line = this.#line
    const start = this.#offset + 1
    const end = this.#text.indexOf('\n;', this.#offset)
    if (end < 0) throw malformed(this.file, line, 'A text field is not closed', this.#text.slice(start - 1, start + 60), 'a line that begins with a semicolon')
    for (let i = this.#text.indexOf('\n', start); i >= 0 && i <= end; i = this.#text.indexOf('\n', i + 1)) this.#line++
    this.#offset = end + 2
    return { kind: 'value', text: this.#text.slice(start, end).trim(), quoted: true, line }
  }
}

function wordToken(word: string, line: number): CifToken {
  if (word.startsWith('_')) return { kind: 'name', name: word.toLowerCase().replaceAll('.', '_'), line }
  const head = word.slice(0, 7).toLowerCase()
  if (head === 'loop_') return { kind: 'loop', line }
  if (head.startsWith('data_')) return { kind: 'data', name: word.slice(5), line }
  if (head === 'global_' || head === 'stop_' || head.startsWith('save_')) return { kind: 'other', line }
  return { kind: 'value', text: word, quoted: false, line }
}
