/** Why unsure: the atoms that are farthest from the training data, and beside each the training environment it resembles most. */
import { useMemo, useState } from 'react'
import type { UncertaintyEvidence } from '../../../contract/host-api'
import type { ConfigurationResult } from '../../../domain/catalogue/records'
import { environments } from '../../../domain/neighbours/environments'
import { symbolOf } from '../../../domain/structure/elements'
import { ENVIRONMENT_RADIUS, turnedToMatch, type Environment } from '../../../domain/structure/environment'
import { makeStructure, type Structure } from '../../../domain/structure/structure'
import type { AtomDistance, KnownEnvironment } from '../../../domain/uncertainty/latent/explain'
import { CameraLink } from '../../scene/camera'
import { share } from '../../scene/atom-values'
import { plainContent, type SceneContent } from '../../scene/content'
import { MiniViewer } from '../../scene/mini-viewer'
import { ErrorPanel } from '../../ui/notices'
import { Spinner } from '../../ui/controls'
import { fixed, plural, significant } from '../../ui/format'
import type { Answer } from '../../state/host'
import { aggregateText, atomShare, intervalStory } from './why-text'

type Measured = UncertaintyEvidence & { kind: 'measured' }

interface WhyUnsureProps {
  readonly structure: Structure
  readonly result: ConfigurationResult
  readonly evidence: Answer<UncertaintyEvidence>
}

export function WhyUnsure({ structure, result, evidence: { data, error, retry } }: WhyUnsureProps): React.JSX.Element {
  if (error !== undefined) return <ErrorPanel error={error} doing="Measuring the distance of each atom" retry={retry} />
  if (!data) return <Spinner label="Measuring the distance of each atom" />
  const story = intervalStory(result.interval, data, result.domainNote)
  return (
    <section className="why" aria-label="Why unsure">
      <div className={`why-story ${result.interval.kind}`}>
        <strong>{story.title}</strong>
        <p>{story.text}</p>
        {data.kind === 'measured' && <details><summary>What the bars were measured on</summary><p>{data.bars}</p><p>{aggregateText(data)}</p></details>}
      </div>
      {data.kind === 'measured' && data.atoms.length > 0 && <Atoms structure={structure} evidence={data} />}
    </section>
  )
}

function Atoms({ structure, evidence }: { readonly structure: Structure; readonly evidence: Measured }): React.JSX.Element {
  const [picked, setPicked] = useState<{ readonly of: Measured; readonly atom: number }>({ of: evidence, atom: evidence.atoms[0]!.atom })
  const atom = evidence.atoms.find((a) => picked.of === evidence && a.atom === picked.atom) ?? evidence.atoms[0]!
  const high = Math.max(evidence.threshold, ...evidence.atoms.map((a) => a.distance).filter(Number.isFinite))
  return (
    <div className="why-body">
      <div className="why-atoms" role="radiogroup" aria-label={`${plural(evidence.atoms.length, 'free atom')}, farthest from the training data first`}>
        {evidence.atoms.map((one) => <AtomRow key={one.atom} one={one} element={symbolOf(structure.numbers[one.atom]!)} evidence={evidence} high={high} checked={one.atom === atom.atom} onPick={() => setPicked({ of: evidence, atom: one.atom })} />)}
      </div>
      <Beside structure={structure} atom={atom} />
    </div>
  )
}

interface AtomRowProps {
  readonly one: AtomDistance
  readonly element: string
  readonly evidence: Measured
  readonly high: number
  readonly checked: boolean
  readonly onPick: () => void
}

function AtomRow({ one, element, evidence, high, checked, onPick }: AtomRowProps): React.JSX.Element {
  const root = evidence.metric === 'squared'
  const part = atomShare(evidence, one.distance)
  const wide = (value: number): string => `${100 * share(value, { high, root })}%`
  return (
    <label className={checked ? 'current' : ''} title={part === null ? undefined : `${fixed(100 * part, 0)} % of the structure's distance`}>
      <input type="radio" name="why-atom" className="visually-hidden" checked={checked} onChange={onPick} aria-label={`${element} ${one.atom}, distance ${significant(one.distance)}`} />
      <span>{element} <span className="num">{one.atom}</span></span>
      <span className="why-bar" aria-hidden="true"><i className={one.distance > evidence.threshold ? 'beyond' : ''} style={{ width: wide(one.distance) }} /><b style={{ left: wide(evidence.threshold) }} /></span>
      <span className="num">{significant(one.distance)}</span>
    </label>
  )
}

/** The atom's surroundings here, and those of the training atom that it resembles. */
function Beside({ structure, atom }: { readonly structure: Structure; readonly atom: AtomDistance }): React.JSX.Element {
  const link = useMemo(() => new CameraLink(), [])
  const [shown, setShown] = useState({ of: atom, which: 0 })
  const which = shown.of === atom ? shown.which : 0
  const known = atom.known[which]
  const own = useMemo(() => environments(structure, [atom.atom], ENVIRONMENT_RADIUS)[0]!, [structure, atom])
  const name = `${symbolOf(structure.numbers[atom.atom]!)} ${atom.atom}`
  return (
    <div className="why-beside">
      <figure>
        <MiniViewer content={environmentContent(`own/${atom.atom}`, own)} label={`Surroundings of ${name}`} link={link} />
        <figcaption><strong>{name}</strong> <span className="muted">here, with neighbours to {fixed(ENVIRONMENT_RADIUS, 1)} Å</span></figcaption>
      </figure>
      <figure>
        {known ? <Known known={known} own={own} link={link} /> : <p className="muted pad">The training data hold no {symbolOf(structure.numbers[atom.atom]!)}.</p>}
        {atom.known.length > 1 && (
          <div className="segmented" role="group" aria-label="Nearest training environments">
            {atom.known.map((k, i) => <button key={i} type="button" aria-pressed={i === which} title={`${k.system.title}, distance ${significant(k.distance)}`} onClick={() => setShown({ of: atom, which: i })}>{i + 1}</button>)}
          </div>
        )}
      </figure>
    </div>
  )
}

function Known({ known, own, link }: { readonly known: KnownEnvironment; readonly own: Environment; readonly link: CameraLink }): React.JSX.Element {
  const { system, environment, atom, element, distance } = known
  const content = useMemo(() => environment && environmentContent(`known/${system.id}/${atom}`, turnedToMatch(environment, own)), [environment, own, system, atom])
  return (
    <>
      {content ? <MiniViewer content={content} label={`Nearest training environment: ${system.title}`} link={link} /> : <p className="muted pad">This model's index names its environments but does not hold them, so this one cannot be drawn.</p>}
      <figcaption>
        <strong>{system.title}</strong>{' '}
        <span className="muted">{symbolOf(element)} {atom} of <span className="mono">{system.id}</span>, distance <span className="num">{significant(distance)}</span>{content ? ', turned to match' : ''}</span>
      </figcaption>
    </>
  )
}

/** Without a cell: neighbours across a boundary stand where they are seen from the atom. The atom itself is marked. */
function environmentContent(key: string, { numbers, positions }: Environment): SceneContent {
  const structure = makeStructure({ numbers, positions, cell: [1, 0, 0, 0, 1, 0, 0, 0, 1], pbc: [false, false, false] })
  return { ...plainContent(key, structure), highlights: [0] }
}
