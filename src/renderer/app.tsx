/** The campaign window: steps at the left, the step's panel in the middle, its structure at the right. */
import { useEffect, useRef, useState } from 'react'
import type { HostClient } from '../contract/host-api'
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
import { useKeptFocus } from './features/app/use-kept-focus'
import { useLaunch } from './features/app/use-launch'
import { useShortcuts } from './features/app/use-shortcuts'
import { dropFiles } from './features/materials/open-files'
import { droppedFiles, looksLikeDft } from './features/reliability/import-files'
import { importFiles } from './features/reliability/reliability-store'
import { ExportDialog } from './features/results/export-dialog'
import { HostContext, useHost } from './state/host'
import { Previews } from './state/previews'
import { attempt, useView } from './state/view-store'
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
  const app = useRef<HTMLDivElement>(null)
  useThemeAttribute()
  useShortcuts()
  useLaunch()
  useKeptFocus(app)
  const results = step === 'results' || step === 'reliability'
  const width = results ? layout.resultsWidth : layout.setupWidth
  return (
    <div
      className="app"
      ref={app}
      onDragOver={(event) => {
        event.preventDefault()
        setDragging(event.dataTransfer.types.includes('Files'))
      }}
      onDragLeave={(event) => event.currentTarget === event.target && setDragging(false)}
      onDrop={(event) => {
        event.preventDefault()
        setDragging(false)
        void drop(host, event.dataTransfer)
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
          <p>{results ? 'Drop finished DFT runs, or structures' : 'Drop CIF, POSCAR or extXYZ files'}</p>
        </div>
      )}
    </div>
  )
}

/** On the results, what looks like a finished DFT run is imported; everything else is opened. */
async function drop(host: HostClient, transfer: DataTransfer): Promise<void> {
  const { step, go } = useView.getState()
  const folders = [...transfer.items].some((item) => item.webkitGetAsEntry()?.isDirectory === true)
  const wanted = (step === 'results' || step === 'reliability') && (folders || [...transfer.files].some(({ name }) => looksLikeDft(name)))
  if (!wanted) return dropFiles(host, transfer)
  const files = await attempt('Reading the DFT files', () => droppedFiles(transfer))
  if (!files) return
  go('reliability')
  await importFiles(host, files, '')
}

function Dialogs(): React.JSX.Element | null {
  const dialog = useView((s) => s.dialog)
  if (dialog === 'palette') return <Palette />
  if (dialog === 'keys') return <KeyMap />
  if (dialog === 'preferences') return <Preferences />
  if (dialog === 'about') return <About />
  return dialog === 'export' ? <ExportDialog /> : null
}
