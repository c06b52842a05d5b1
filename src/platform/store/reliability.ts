/** What a project knows about its own errors: imported DFT energies, and the calibrations made from them. Nothing is overwritten. */
import type { DftEnergy } from '../../domain/dft/adsorption'
import { parseCalibration, serialiseCalibration, type CalibratedModel } from '../../domain/uncertainty/calibrated-model'
import type { Structure } from '../../domain/structure/structure'
import { decodeStructure, encodeStructure } from './blobs'
import type { Connection } from './open'

/** One imported energy with where it came from. */
export interface StoredDft extends DftEnergy {
  readonly id: number
  /** the run that the candidate or slab belongs to */
  readonly run: string
  /** file it was read from, and its SHA-256; '' for an energy that was typed in */
  readonly file: string
  readonly sha256: string
  readonly imported: string
  /** Å, largest displacement of an atom from the exported structure; null where the file holds no geometry */
  readonly displacement: number | null
  /** eV/Å on the free atoms */
  readonly fmax: number | null
  readonly notes: readonly string[]
}

export type NewDft = Omit<StoredDft, 'id'> & { readonly structure: Structure | null }

/** A calibration of this project. `points`: the configurations it was made from. */
export interface StoredCalibration {
  readonly model: CalibratedModel
  readonly created: string
  readonly points: readonly string[]
}

export interface ReliabilityStore {
  /** In the order they came; a later energy of the same target, theory and calculation counts in place of an earlier one. */
  dft(): readonly StoredDft[]
  /** All at once. */
  addDft(all: readonly NewDft[]): void
  dftStructure(id: number): Structure | null
  /** oldest first */
  calibrations(): readonly StoredCalibration[]
  /** Kept, and active from now on. One that is there already becomes active. */
  addCalibration(calibration: StoredCalibration): void
  /** id of the calibration whose bars are shown, where it is one of the project's; null: that of the model */
  activeCalibration(): string | null
  activateCalibration(id: string | null): void
}

interface Row {
  readonly id: number
  readonly run: string
  readonly role: DftEnergy['role']
  readonly target: string
  readonly theory: string
  readonly calculation: DftEnergy['calculation']
  readonly zero: DftEnergy['zero']
  readonly energy: number
  readonly file: string
  readonly sha256: string
  readonly imported: string
  readonly detail: string
}

export function reliabilityStore(db: Connection): ReliabilityStore {
  const all = db.prepare<[], Row>('SELECT id, run, role, target, theory, calculation, zero, energy, file, sha256, imported, detail FROM dft ORDER BY id')
  const insert = db.prepare('INSERT INTO dft (run, role, target, theory, calculation, zero, energy, file, sha256, imported, detail, structure) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const structure = db.prepare<[number], Uint8Array | null>('SELECT structure FROM dft WHERE id = ?').pluck()
  const calibrations = db.prepare<[], { content: string; created: string; points: string }>('SELECT content, created, points FROM calibrations ORDER BY ord')
  const keep = db.prepare('INSERT OR IGNORE INTO calibrations (id, ord, created, content, points, active) VALUES (?, (SELECT coalesce(max(ord), 0) + 1 FROM calibrations), ?, ?, ?, 0)')
  const clear = db.prepare('UPDATE calibrations SET active = 0')
  const choose = db.prepare('UPDATE calibrations SET active = 1 WHERE id = ?')
  const active = db.prepare<[], string>('SELECT id FROM calibrations WHERE active = 1').pluck()
  const activate = (id: string | null): void => {
    clear.run()
    if (id !== null) choose.run(id)
  }
  return {
    dft: () => all.all().map(({ detail, ...row }) => ({ ...row, ...(JSON.parse(detail) as Pick<StoredDft, 'displacement' | 'fmax' | 'notes'>) })),
    addDft: db.transaction((brought: readonly NewDft[]) => {
      for (const { run, role, target, theory, calculation, zero, energy, file, sha256, imported, structure: last, ...detail } of brought) {
        insert.run(run, role, target, theory, calculation, zero, energy, file, sha256, imported, JSON.stringify(detail), last && encodeStructure(last))
      }
    }),
    dftStructure: (id) => {
      const bytes = structure.get(id)
      return bytes ? decodeStructure(bytes) : null
    },
    calibrations: () => calibrations.all().map(({ content, created, points }) => ({ model: parseCalibration(content), created, points: JSON.parse(points) as string[] })),
    addCalibration: db.transaction(({ model, created, points }: StoredCalibration) => {
      keep.run(model.id, created, serialiseCalibration(model), JSON.stringify(points))
      activate(model.id)
    }),
    activeCalibration: () => active.get() ?? null,
    activateCalibration: db.transaction(activate),
  }
}
