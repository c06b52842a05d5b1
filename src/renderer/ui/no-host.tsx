/** What is shown when there is nobody to talk to: the server was stopped, or the address lacks its token. */
import { errorText } from './error-text'
import { useThemeAttribute } from './theme'

export function NoHost({ error }: { readonly error?: unknown }): React.JSX.Element {
  useThemeAttribute()
  return (
    <main className="no-host">
      <h1>Adatom is not running</h1>
      <p>{error === undefined ? 'The connection to the host was closed.' : errorText(error).message}</p>
      <p>
        Start it with <code>adatom serve</code> and open the address that it prints, with its token. What was computed is in the project file.
      </p>
      <button type="button" className="button primary" onClick={() => location.reload()}>
        Connect again
      </button>
    </main>
  )
}
