/** What a potential is not made for, as its card says. */
export function ModelNotes({ notes }: { readonly notes: readonly string[] }): React.JSX.Element | null {
  if (notes.length === 0) return null
  return (
    <div className="model-notes">
      <h3>Not to be trusted for</h3>
      <ul>{notes.map((note) => <li key={note}>{note.charAt(0).toUpperCase() + note.slice(1)}</li>)}</ul>
    </div>
  )
}
