/** What the user reads when something went wrong: a title, what happened, what to do, and one button. One entry per kind of error. */
import { AdatomError, assertNever, type ErrorFields, type ErrorKind, type FileLocation } from '../../domain/errors'

/** The button of an error. `retry` is offered only where the caller says how. */
export type ErrorAction = 'choose-file' | 'retry' | 'preferences' | 'open-project' | 'copy' | 'none'

export interface ErrorText {
  readonly title: string
  readonly message: string
  readonly advice: string
  /** what was received, as label and value */
  readonly details: readonly (readonly [label: string, value: string])[]
  readonly action: ErrorAction
}

export const ACTION_LABELS: Readonly<Record<ErrorAction, string>> = {
  'choose-file': 'Choose another file',
  retry: 'Try again',
  preferences: 'Check the installation',
  'open-project': 'Open another project',
  copy: 'Copy the details',
  none: '',
}

export function errorText(error: unknown): ErrorText {
  if (error instanceof AdatomError) return textOf(error)
  const message = error instanceof Error ? error.message : String(error)
  return { title: 'Something unexpected happened', message, advice: 'This is a fault of Adatom. Copy the details into a report; what was computed so far is kept.', details: [], action: 'copy' }
}

const fieldsOf = <K extends ErrorKind>(error: AdatomError, _kind: K): ErrorFields[K] => error.fields as ErrorFields[K]

function textOf(error: AdatomError): ErrorText {
  const { message, kind } = error
  switch (kind) {
    case 'InvalidInput': {
      const { found, expected, at } = fieldsOf(error, kind)
      const details = [...where(at), ...detail('Found', found), ...detail('Expected', expected)]
      return at
        ? { title: `${at.file} cannot be read`, message, advice: at.line === undefined ? 'Correct the file and open it again.' : `Correct line ${at.line} of the file and open it again.`, details, action: 'choose-file' }
        : { title: 'A value is not usable', message, advice: 'Correct it and try again.', details, action: 'retry' }
    }
    case 'Unsupported': {
      const { what, at } = fieldsOf(error, kind)
      return { title: 'Not supported', message, advice: 'Choose another structure, or another potential under Settings.', details: [...where(at), ...detail('What', what)], action: at ? 'choose-file' : 'preferences' }
    }
    case 'ModelUnusable': {
      const { model, reason } = fieldsOf(error, kind)
      return { title: 'The potential cannot be used', message, advice: 'Install Adatom again, or choose another potential under Settings.', details: [...detail('Model', model), ...detail('Reason', reason)], action: 'preferences' }
    }
    case 'NumericalFailure':
      return { title: 'The calculation gave no number', message, advice: 'Look for atoms that lie on top of each other, then try again.', details: detail('Where', fieldsOf(error, kind).where), action: 'retry' }
    case 'ComputeLost': {
      const { exitCode, signal } = fieldsOf(error, kind)
      return { title: 'A process went away', message, advice: 'What was computed is kept. Try again; if it happens again, reduce the number of processes.', details: [...detail('Exit code', exitCode?.toString()), ...detail('Signal', signal)], action: 'retry' }
    }
    case 'StoreFailure': {
      const { path, reason } = fieldsOf(error, kind)
      return { title: 'The project file cannot be used', message, advice: 'Check that the disk has space, that the file can be written, and that no other program holds it.', details: [...detail('File', path), ...detail('Reason', reason)], action: 'open-project' }
    }
    case 'Cancelled':
      return { title: 'Cancelled', message, advice: 'What was finished before is kept.', details: [], action: 'none' }
    default:
      return assertNever(kind)
  }
}

const detail = (label: string, value: string | undefined): readonly (readonly [string, string])[] => (value === undefined || value === '' ? [] : [[label, value]])
const where = (at: FileLocation | undefined): readonly (readonly [string, string])[] => (at ? [['File', at.line === undefined ? at.file : `${at.file}, line ${at.line}`]] : [])

/** Everything about an error as plain text, for a report. */
export function errorReport(error: unknown, doing: string | undefined): string {
  const { title, message, details } = errorText(error)
  return [`${title}${doing ? ` (${doing})` : ''}`, message, ...details.map(([label, value]) => `${label}: ${value}`)].join('\n')
}
