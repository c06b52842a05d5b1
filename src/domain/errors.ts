/**
 * The error taxonomy: what stops the work. What science expects (max-steps, desorbed, ...) is a value, never one of these.
 * Each error is tagged by `kind` and carries plain fields, so that it can be rebuilt on the other side of a process boundary.
 */

/** Where in a user's file something was wrong. Lines count from 1. */
export interface FileLocation {
  readonly file: string
  readonly line?: number
}

export interface ErrorFields {
  /** Input that cannot mean anything: a malformed file, an impossible setting. */
  InvalidInput: { readonly found?: string; readonly expected?: string; readonly at?: FileLocation }
  /** Input that is meaningful but that Adatom, or the chosen potential, does not handle. */
  Unsupported: { readonly what: string; readonly at?: FileLocation }
  /** A potential that cannot be used: wrong file, wrong hash, wrong contract. */
  ModelUnusable: { readonly model: string; readonly reason: string }
  /** A number that is not a number where one is needed. */
  NumericalFailure: { readonly where: string }
  /** The compute process ended before it answered. */
  ComputeLost: { readonly exitCode: number | null; readonly signal?: string }
  /** The project file could not be read or written. */
  StoreFailure: { readonly path: string; readonly reason: string }
  /** Somebody asked for the work to stop. */
  Cancelled: object
}
export type ErrorKind = keyof ErrorFields

/** A tagged error. `message` is one sentence that a chemist can act on. */
export class AdatomError<K extends ErrorKind = ErrorKind> extends Error {
  readonly kind: K
  readonly fields: ErrorFields[K]
  constructor(kind: K, message: string, fields: ErrorFields[K], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = kind
    this.kind = kind
    this.fields = fields
  }
}

/** Narrows an unknown caught value to one kind of AdatomError. */
export const isError = <K extends ErrorKind>(error: unknown, kind: K): error is AdatomError<K> =>
  error instanceof AdatomError && error.kind === kind

export const invalidInput = (message: string, fields: ErrorFields['InvalidInput'] = {}): AdatomError<'InvalidInput'> =>
  new AdatomError('InvalidInput', message, fields)

export const unsupported = (message: string, fields: ErrorFields['Unsupported']): AdatomError<'Unsupported'> =>
  new AdatomError('Unsupported', message, fields)

export const modelUnusable = (message: string, fields: ErrorFields['ModelUnusable']): AdatomError<'ModelUnusable'> =>
  new AdatomError('ModelUnusable', message, fields)

export const cancelled = (message = 'Cancelled'): AdatomError<'Cancelled'> => new AdatomError('Cancelled', message, {})

/** Makes the switch over a union complete at compile time. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`)
}
