/** What the button of an error does. */
import { chooseProject, chooseStructures } from '../features/materials/open-files'
import { useHost } from '../state/host'
import { attempt, useView } from '../state/view-store'
import { assertNever } from '../../domain/errors'
import type { ErrorAction } from './error-text'

export function useErrorAction(): (action: ErrorAction, retry: (() => void) | undefined, report: string) => void {
  const host = useHost()
  return (action, retry, report) => {
    switch (action) {
      case 'choose-file':
        return void chooseStructures(host)
      case 'open-project':
        return void chooseProject(host)
      case 'retry':
        return retry?.()
      case 'preferences':
        return useView.getState().show('preferences')
      case 'copy':
        return void attempt('Copying the details', () => navigator.clipboard.writeText(report))
      case 'none':
        return undefined
      default:
        return assertNever(action)
    }
  }
}
