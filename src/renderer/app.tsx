/** The campaign window: steps at the left, the step's panel in the middle, its structure at the right. */
import { useEffect, useState } from 'react'
import type { Connection } from './connect'
import { About, KeyMap } from './features/app/dialogs'
import { Palette } from './features/app/palette'
import { Preferences } from './features/app/preferences'
import { Rail } from './features/app/rail'
import { StageView } from './features/app/stage-view'
import { StatusBar } from './features/app/status-bar'
import { StepPanel } from './features/app/step-panel'
import { TopBar } from './features/app/top-bar'
import { Tour } from './features/app/tour'
import { useLaunch } from './features/app/use-launch'
import { useShortcuts } from './features/app/use-shortcuts'
import { dropFiles } from './features/materials/open-files'
import { ExportDialog } from './features/results/export-dialog'
import { HostContext, useHost } from './state/host'
import { Previews } from './state/previews'
import { useView } from './state/view-store'
import { NoHost } from './ui/no-host'
import { Notices } from './ui/notices'
import { Splitter } from './ui/splitter'
import { useThemeAttribute } from './ui/theme'

export function App({ connection }: { readonly connection: Connection }): React.JSX.Element {
  const [closed, setClosed] = useState(false)
  useEffect(() => void connection.closed.then(() => setClosed(true)), [connection])
  if (closed) return <NoHost />
  return (
    <HostContext value={connection.host}>
      <Previews>
        <Window />
      </Previews>
    </HostContext>
  )
}

function Window(): React.JSX.Element {
  const host = useHost()
  const step = useView((s) => s.step)
  const layout = useView((s) => s.layout)
  const setLayout = useView((s) => s.setLayout)
  const [dragging, setDragging] = useState(false)
  // Everything that shows energies is drawn anew in another unit.
  const unit = useView((s) => s.layout.energyUnit)
  useThemeAttribute()
  useShortcuts()
  useLaunch()
  const results = step === 'results'
  const width = results ? layout.resultsWidth : layout.setupWidth
  return (
    <div
      className="app"
      onDragOver={(event) => {
        event.preventDefault()
        setDragging(event.dataTransfer.types.includes('Files'))
      }}
      onDragLeave={(event) => event.currentTarget === event.target && setDragging(false)}
      onDrop={(event) => {
        event.preventDefault()
        setDragging(false)
        void dropFiles(host, event.dataTransfer)
      }}
    >
      <TopBar />
      <div className="columns" key={unit}>
        <Rail />
        <main className="panel" style={{ width }} aria-label="Step">
          <StepPanel />
          <Splitter label="Width of the panel" axis="x" value={width} min={340} max={1200} onChange={(value) => setLayout(results ? { resultsWidth: value } : { setupWidth: value })} />
        </main>
        <StageView />
      </div>
      <StatusBar />
      <Dialogs />
      <Tour />
      <Notices />
      {dragging && (
        <div className="drop-target" aria-hidden="true">
          <p>Drop CIF, POSCAR or extXYZ files</p>
        </div>
      )}
    </div>
  )
}

function Dialogs(): React.JSX.Element | null {
  const dialog = useView((s) => s.dialog)
  if (dialog === 'palette') return <Palette />
  if (dialog === 'keys') return <KeyMap />
  if (dialog === 'preferences') return <Preferences />
  if (dialog === 'about') return <About />
  return dialog === 'export' ? <ExportDialog /> : null
}
