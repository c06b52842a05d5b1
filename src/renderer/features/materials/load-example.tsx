/** The way out of an empty step: the example that the tour also takes. */
import { useHost } from '../../state/host'
import { Button } from '../../ui/controls'
import { addExamples } from './open-files'

export const EXAMPLE = ['Cu', 'Pt'] as const

export function LoadExample(): React.JSX.Element {
  const host = useHost()
  return <Button onClick={() => void addExamples(host, ...EXAMPLE)}>Load copper and platinum</Button>
}
