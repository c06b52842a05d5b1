/** What an import took, and what it refused and why. */
import type { DftImport } from '../../../contract/reliability-api'
import { energyFixed, energyUnit, plural } from '../../ui/format'
import { useReliability } from './reliability-store'

export function ImportReport({ report }: { readonly report: DftImport }): React.JSX.Element {
  const { imported, known, refused } = report
  return (
    <section className="import-report" aria-label="Result of the import">
      <header>
        <strong>{plural(imported.length, 'energy', 'energies')} imported{known.length > 0 ? `, ${known.length} known already` : ''}{refused.length > 0 ? `, ${refused.length} refused` : ''}</strong>
        <button type="button" className="link" onClick={() => useReliability.setState({ report: null })}>Close</button>
      </header>
      {imported.length > 0 && (
        <table className="coverage-table">
          <thead><tr><th>What</th><th>Theory</th><th>E_ads DFT ({energyUnit()})</th><th>Error ({energyUnit()})</th></tr></thead>
          <tbody>
            {imported.map((one) => (
              <tr key={`${one.file} ${one.target}`}>
                <th scope="row">{one.role === 'adslab' ? one.target : `${one.role} ${one.target}`}</th>
                <td className="num">{one.theory}</td>
                <td className="num">{one.adsorption === null ? '' : energyFixed(one.adsorption, 3)}</td>
                <td className="num">{one.error === null ? '' : energyFixed(one.error, 3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {refused.length > 0 && <ul>{refused.map((one) => <li key={one.file}><strong>{one.file}</strong> refused: {one.reason}{one.advice === '' ? '' : `. ${one.advice}`}</li>)}</ul>}
    </section>
  )
}
