/** What the command line ends with, and what it says when something stops it. The table of docs/commands.md is this file in words. */
import { AdatomError, assertNever, type ErrorKind } from '../../domain/errors'

export const EXIT = { ok: 0, failure: 1, invalid: 2, unsupported: 3, lost: 4, interrupted: 130 } as const

/** A user's mistake on the command line itself. */
export class UsageError extends Error {}

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.invalid
  return error instanceof AdatomError ? exitCodeOfKind((error as AdatomError).kind) : EXIT.failure
}

export function exitCodeOfKind(kind: ErrorKind): number {
  switch (kind) {
    case 'InvalidInput':
      return EXIT.invalid
    case 'Unsupported':
    case 'ModelUnusable':
      return EXIT.unsupported
    case 'ComputeLost':
      return EXIT.lost
    case 'Cancelled':
      return EXIT.interrupted
    case 'NumericalFailure':
    case 'StoreFailure':
      return EXIT.failure
    default:
      return assertNever(kind)
  }
}

const ADVICE: Readonly<Record<ErrorKind, string>> = {
  InvalidInput: 'Correct the input and run the command again.',
  Unsupported: 'Choose another model with --model, or leave this input out. `adatom models` lists what each model knows.',
  ModelUnusable: '`adatom models` lists the models that can be used.',
  NumericalFailure: 'Look at the structure: atoms that nearly touch are the usual cause.',
  ComputeLost: 'Run it again; `adatom doctor` tells whether this machine lacks something.',
  StoreFailure: 'Check the path, the free space and the permissions.',
  Cancelled: 'What was finished is kept.',
}

/** Title, where, what was found and expected, advice: one line each. */
export function describeError(error: unknown): string {
  if (error instanceof UsageError) return `Error: ${error.message}\nTry: adatom --help`
  if (!(error instanceof AdatomError)) return `Internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  const fields = error.fields as { readonly at?: { file: string; line?: number }; readonly found?: string; readonly expected?: string; readonly reason?: string; readonly path?: string }
  const lines = [
    `Error: ${error.message}`,
    fields.at && `  where:    ${fields.at.file}${fields.at.line === undefined ? '' : `, line ${fields.at.line}`}`,
    fields.path && `  file:     ${fields.path}`,
    fields.found !== undefined && `  found:    ${fields.found}`,
    fields.expected !== undefined && `  expected: ${fields.expected}`,
    fields.reason !== undefined && `  reason:   ${fields.reason}`,
    `  ${(error as AdatomError).kind === 'Unsupported' && fields.at ? 'Adatom cannot use this file as it is: change it, or leave it out.' : ADVICE[(error as AdatomError).kind]}`,
  ]
  return lines.filter((line) => typeof line === 'string').join('\n')
}

/** The same as one JSON object, for programs. */
export const errorRecord = (error: unknown): object =>
  error instanceof AdatomError
    ? { error: { kind: error.kind, message: error.message, ...error.fields } }
    : { error: { kind: error instanceof UsageError ? 'Usage' : 'InternalError', message: error instanceof Error ? error.message : String(error) } }
