/** What a user waits for: reading files, cutting and placing to look at, planning, one structure relaxed on its own. */
import type { CutSurfaces, HostContract, Plan, ReadMaterial, SlabPreview, TrajectoryData } from '../contract/host-api'
import type { Handlers } from '../contract/define'
import { domainNote, unknownElements } from '../domain/adsorbml/model-domain'
import { pairSeed } from '../domain/adsorbml/screen'
import { expectedPlacements } from '../domain/adsorbml/search/presets'
import type { Material, ScreenSettings } from '../domain/catalogue/records'
import { type AdsorbateSet, largestMember } from '../domain/chemistry/adsorbate-sets'
import { cancelled } from '../domain/errors'
import type { Structure } from '../domain/structure/structure'
import type { Context } from './context'
import { domainOf } from './models'
import { cutMaterial, type CutSettings } from './runs/cut'

type DeskHandlers = Pick<Handlers<HostContract>, 'readFile' | 'slabs' | 'adsorbate' | 'molecule' | 'standUp' | 'placements' | 'plan' | 'relaxStructure'>

/** Force calls of a relaxation where nothing was measured yet: the middle of what adatom-0 takes for CO, O and H on metals at 0.03 eV/Å. */
const USUAL_CALLS = 40
const PREVIEWED = 12

export function deskHandlers(context: Context): DeskHandlers {
  const { desk, models } = context
  return {
    readFile: ({ name, bytes }, signal) => readMaterials(context, name, bytes, signal),
    slabs: (input, signal) => cutAll(context, input.materials, input, signal),
    adsorbate: (input, signal) => desk.submit({ signal, run: (client) => client.adsorbate(input) }),
    molecule: (input, signal) => desk.submit({ signal, run: (client) => client.molecule(input) }),
    standUp: (input, signal) => desk.submit({ signal, run: (client) => client.standUp(input) }),
    placements: ({ slab, adsorbate, settings }, signal) =>
      desk.submit({
        signal,
        run: async (client) => {
          const { molecules } = settings
          const { id } = await client.adsorbate({ id: adsorbate, molecules })
          return client.place({ slab, adsorbate, molecules, count: Math.min(settings.configurations, PREVIEWED), placement: settings.placement, seed: pairSeed(settings.seed, slab.id, id) })
        },
      }),
    plan: async ({ materials, settings, model }, signal) => plan(context, materials, settings, model, signal),
    relaxStructure: async function* ({ structure, settings, model }, signal) {
      const { cardPath } = await models.find(model)
      yield* relaxSteps(context, cardPath, structure, settings, signal)
    },
  }
}

export const readMaterials = ({ desk }: Pick<Context, 'desk'>, name: string, bytes: Uint8Array, signal?: AbortSignal): Promise<readonly ReadMaterial[]> =>
  desk.submit({ ...(signal ? { signal } : {}), quietMs: 120_000, run: (client) => client.read({ name, bytes }) })

const cutAll = async ({ desk }: Context, materials: readonly Material[], settings: CutSettings, signal: AbortSignal): Promise<CutSurfaces> => {
  const cut = await Promise.all(materials.map((material) => cutMaterial(desk, material, settings, signal)))
  return { surfaces: cut.flatMap(({ surfaces }) => surfaces), leftOut: cut.flatMap(({ leftOut }) => leftOut) }
}

async function plan(context: Context, materials: readonly Material[], settings: ScreenSettings, model: string | undefined, signal: AbortSignal): Promise<Plan> {
  const { surfaces, leftOut } = await cutAll(context, materials, settings, signal)
  const adsorbates = await Promise.all(settings.adsorbates.map((id) => context.desk.submit({ signal, run: (client) => client.adsorbate({ id, molecules: settings.molecules }) })))
  const { card } = await context.models.find(model)
  const known = new Set(card.elements)
  const usable = surfaces.filter(({ slab }) => unknownElements(slab.structure, known).length === 0)
  const placeable = adsorbates.filter(({ structure }) => unknownElements(structure, known).length === 0)
  const configurations = usable.length * placeable.length * settings.configurations
  const measured = await context.measurements.read()
  const callsEach = Math.min(measured?.callsPerRelaxation ?? USUAL_CALLS, settings.relax.maxSteps + 1)
  const taken = expectedPlacements(settings)
  const atoms = usable.reduce((sum, { slab }) => sum + slab.structure.numbers.length * (placeable.length * taken + 1), 0)
  const expectedRelaxations = usable.length * (placeable.length * taken + 1)
  return {
    surfaces,
    configurations,
    relaxations: configurations + usable.length,
    expectedRelaxations,
    expectedForceCalls: Math.round(expectedRelaxations * callsEach),
    expectedSeconds: measured && (atoms * callsEach * measured.secondsPerCallAtom) / defaultProcesses(context),
    warnings: [...planWarnings(domainOf(card), surfaces, adsorbates), ...leftOut],
  }
}

function planWarnings(domain: ReturnType<typeof domainOf>, surfaces: readonly SlabPreview[], adsorbates: readonly AdsorbateSet[]): string[] {
  const unknown = (what: string, s: Structure): string[] => {
    const elements = unknownElements(s, domain.elements)
    return elements.length === 0 ? [] : [`${what} will be left out: ${domain.model} does not know ${elements.join(', ')}`]
  }
  const outside = surfaces.flatMap(({ slab }) => adsorbates.flatMap((set) => domainNote(slab.structure, largestMember(set), domain) ?? []))
  const warnings = [...surfaces.flatMap(({ slab }) => unknown(slab.id, slab.structure)), ...adsorbates.flatMap(({ id, structure }) => unknown(id, structure)), ...outside]
  return [...new Set(warnings)]
}

/** The cores less one for the window, at most 8. */
export const defaultProcesses = ({ options }: Pick<Context, 'options'>): number => options.processes ?? 1

interface RelaxStep {
  readonly kind: 'step'
  readonly step: number
  readonly energy: number
  readonly fmax: number
}
interface RelaxDone {
  readonly kind: 'done'
  readonly outcome: string
  readonly energy: number
  readonly trajectory: TrajectoryData
}

/** The events of one relaxation at the desk; the newest step replaces those not yet read. A reader who leaves stops the work. */
async function* relaxSteps({ desk, options }: Context, model: string, structure: Structure, settings: ScreenSettings['relax'], signal: AbortSignal): AsyncGenerator<RelaxStep | RelaxDone> {
  const left = new AbortController()
  const stop = AbortSignal.any([signal, left.signal])
  const seen: { newest: RelaxStep | null; isOver: boolean } = { newest: null, isOver: false }
  let wake = Promise.withResolvers<void>()
  const job = desk.submit<RelaxDone>({
    model: { model, ...(options.provider === undefined ? {} : { provider: options.provider }) },
    signal: stop,
    run: async (client, alive) => {
      for await (const event of client.relax({ structure, settings })) {
        if (event.kind === 'done') return { kind: 'done', outcome: event.relaxation.outcome, energy: event.relaxation.energy, trajectory: event.relaxation.trajectory }
        if (stop.aborted) break
        alive()
        if (event.kind === 'step') seen.newest = { kind: 'step', step: event.step, energy: event.energy, fmax: event.fmax }
        wake.resolve()
      }
      throw cancelled()
    },
  })
  const over = (): void => {
    seen.isOver = true
    wake.resolve()
  }
  // Its failure is thrown by the reader below.
  job.then(over, over)
  try {
    while (!seen.isOver) {
      await wake.promise
      wake = Promise.withResolvers<void>()
      const step = seen.newest
      seen.newest = null
      if (step && !seen.isOver) yield step
    }
    yield await job
  } finally {
    left.abort()
  }
}
