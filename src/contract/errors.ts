/** Errors across a process boundary: tagged errors are rebuilt, anything else arrives as `InternalError` with its message. */
import { z } from 'zod'
import { AdatomError, invalidInput, type ErrorKind } from '../domain/errors'

export interface WireError {
  readonly kind: ErrorKind | 'InternalError'
  readonly message: string
  readonly fields: unknown
}

export function toWireError(error: unknown): WireError {
  if (error instanceof AdatomError) return { kind: error.kind, message: error.message, fields: error.fields }
  if (error instanceof z.ZodError) return toWireError(invalidInput(z.prettifyError(error)))
  return { kind: 'InternalError', message: error instanceof Error ? error.message : String(error), fields: {} }
}

export function fromWireError(error: WireError): Error {
  if (error.kind === 'InternalError') return new Error(error.message)
  return new AdatomError(error.kind, error.message, error.fields as never)
}
