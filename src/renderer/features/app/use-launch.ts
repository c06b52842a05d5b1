/** What the window begins with: the project that the command line named, or the tour; and projects that are handed to it later. */
import { useEffect } from 'react'
import type { OpenProjectMessage } from '../../../contract/shell'
import { openProject } from '../../state/campaign'
import { useHost } from '../../state/host'
import { useView } from '../../state/view-store'
import { startTour } from './tour-store'

export function useLaunch(): void {
  const host = useHost()
  useEffect(() => {
    // `adatom serve --project FILE` and the desktop's command line name the project in the address
    const project = new URLSearchParams(location.search).get('project')
    if (project) void openProject(host, project)
    else if (!useView.getState().layout.tourSeen) startTour()
    const listen = ({ source, data }: MessageEvent<OpenProjectMessage | null>): void => {
      if (source === window && data?.kind === 'project:open') void openProject(host, data.path)
    }
    window.addEventListener('message', listen)
    return () => window.removeEventListener('message', listen)
  }, [host])
}
