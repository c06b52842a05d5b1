import { Moon, Redo2, Search, Settings2, Sun, SunMoon, Undo2 } from 'lucide-react'
import { useCampaign } from '../../state/campaign'
import { useSetupStore } from '../../state/setup-store'
import { useView } from '../../state/view-store'
import { IconButton } from '../../ui/controls'
import { keyText } from './keys'
import { onMac } from './use-shortcuts'

const THEMES = { system: ['light', SunMoon, 'Theme: as the system'], light: ['dark', Sun, 'Theme: light'], dark: ['system', Moon, 'Theme: dark'] } as const

export function TopBar(): React.JSX.Element {
  const { history, undo, redo } = useSetupStore()
  const show = useView((s) => s.show)
  const theme = useView((s) => s.layout.theme)
  const setLayout = useView((s) => s.setLayout)
  const project = useCampaign((s) => s.project)
  const [past, future] = [history.past.at(-1), history.future[0]]
  const [nextTheme, ThemeIcon, themeLabel] = THEMES[theme]
  return (
    <header className="topbar">
      <div className="brand">
        <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
          <g className="brand-slab">
            <circle cx="6" cy="25" r="5.4" />
            <circle cx="16" cy="25" r="5.4" />
            <circle cx="26" cy="25" r="5.4" />
          </g>
          <circle className="brand-adatom" cx="16" cy="11.5" r="6.6" />
        </svg>
        <strong>Adatom</strong>
        <span className="muted">{project?.name ?? 'New campaign'}</span>
      </div>
      <button type="button" className="search-button" onClick={() => show('palette')}>
        <Search size={14} aria-hidden="true" />
        <span>Search commands</span>
        <kbd>{keyText('mod+k', onMac)}</kbd>
      </button>
      <div className="topbar-end">
        <IconButton label={past ? `Undo: ${past.label}` : 'Undo'} icon={Undo2} onClick={undo} disabled={!past} />
        <IconButton label={future ? `Redo: ${future.label}` : 'Redo'} icon={Redo2} onClick={redo} disabled={!future} />
        <IconButton label={themeLabel} icon={ThemeIcon} onClick={() => setLayout({ theme: nextTheme })} />
        <IconButton label="Preferences" icon={Settings2} onClick={() => show('preferences')} />
      </div>
    </header>
  )
}
