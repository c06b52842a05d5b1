import { useEffect, type RefObject } from 'react'

/**
 * Where the focused control goes away or can no longer be used (the way on of a step, an example that was loaded, the start of a run), the focus
 * goes to the title of the panel and not to nowhere: the next Tab begins there, and a screen reader says where one is.
 */
export function useKeptFocus(app: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = app.current!
    let last: Element | null = null
    const remember = (event: FocusEvent): void => void (last = event.target as Element)
    // a click beside all controls leaves them on purpose
    const leave = (): void => void (last = null)
    const keep = (): void => {
      if (last === null || (last.isConnected && !last.matches(':disabled')) || !isNowhere(document.activeElement, last)) return
      last = null
      root.querySelector<HTMLElement>('main h1')?.focus()
    }
    const observer = new MutationObserver(keep)
    observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] })
    root.addEventListener('pointerdown', leave, { capture: true })
    root.addEventListener('focusin', remember)
    return () => {
      observer.disconnect()
      root.removeEventListener('pointerdown', leave, { capture: true })
      root.removeEventListener('focusin', remember)
    }
  }, [app])
}

/** Not at any control: at the document, or still at the one that was disabled. */
const isNowhere = (active: Element | null, last: Element): boolean => active === null || active === document.body || active === last
