/** Light or dark, as the user chose or as the system says. */
import { useEffect, useSyncExternalStore } from 'react'
import { useView } from '../state/view-store'

const query = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)')

function subscribe(listen: () => void): () => void {
  const media = query()
  media.addEventListener('change', listen)
  return () => media.removeEventListener('change', listen)
}

export function useTheme(): 'light' | 'dark' {
  const chosen = useView((s) => s.layout.theme)
  const dark = useSyncExternalStore(subscribe, () => query().matches)
  return chosen === 'system' ? (dark ? 'dark' : 'light') : chosen
}

/** Puts the theme on the document, where the style sheet reads it. */
export function useThemeAttribute(): void {
  const theme = useTheme()
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
}
