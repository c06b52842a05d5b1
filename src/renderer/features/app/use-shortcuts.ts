import { useEffect } from 'react'
import { useHost } from '../../state/host'
import { useView } from '../../state/view-store'
import { commands } from './commands'
import { isMac, matches } from './keys'

export const onMac = isMac(window.shell?.platform ?? navigator.platform)

/** Keys do what the command table says: single letters only where nobody is typing, nothing while a dialog is open. */
export function useShortcuts(): void {
  const host = useHost()
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || useView.getState().dialog !== null) return
      const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable]')
      const command = commands(host).find((c) => c.enabled && (!typing || c.inText) && c.keys.some((keys) => matches(keys, event, onMac)))
      if (!command) return
      event.preventDefault()
      command.run()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [host])
}
