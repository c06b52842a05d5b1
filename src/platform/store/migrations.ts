/**
 * The schema of a project file, as the steps that lead to it. Step k brings `user_version` from k to k + 1; steps are never edited
 * once released, only added. Every id is text, every time ISO 8601 UTC, every JSON column a record of domain/catalogue.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE project (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL, created TEXT NOT NULL) STRICT;
  CREATE TABLE runs (
    id TEXT PRIMARY KEY, ord INTEGER NOT NULL, created TEXT NOT NULL, state TEXT NOT NULL, total INTEGER NOT NULL DEFAULT 0,
    settings TEXT NOT NULL, provenance TEXT NOT NULL
  ) STRICT;
  CREATE TABLE materials (
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, id TEXT NOT NULL, ord INTEGER NOT NULL, source TEXT NOT NULL, role TEXT NOT NULL,
    structure BLOB NOT NULL, PRIMARY KEY (run, id)
  ) STRICT;
  CREATE TABLE surfaces (
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, id TEXT NOT NULL, ord INTEGER NOT NULL, material TEXT NOT NULL,
    origin TEXT NOT NULL, area REAL NOT NULL, structure BLOB NOT NULL, refused TEXT, energy REAL, relaxed BLOB, PRIMARY KEY (run, id)
  ) STRICT;
  CREATE TABLE pairs (
    run TEXT NOT NULL, slab TEXT NOT NULL, adsorbate TEXT NOT NULL, refused TEXT, PRIMARY KEY (run, slab, adsorbate),
    FOREIGN KEY (run, slab) REFERENCES surfaces ON DELETE CASCADE
  ) STRICT;
  CREATE TABLE configurations (
    run TEXT NOT NULL, id TEXT NOT NULL, ord INTEGER NOT NULL, material TEXT NOT NULL, slab TEXT NOT NULL, adsorbate TEXT NOT NULL,
    placement_id TEXT NOT NULL, placement TEXT NOT NULL, initial BLOB NOT NULL, state TEXT NOT NULL, reason TEXT,
    result TEXT, final BLOB, forces BLOB, PRIMARY KEY (run, id),
    FOREIGN KEY (run, slab) REFERENCES surfaces ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX configurations_order ON configurations (run, ord);
  CREATE INDEX configurations_pair ON configurations (run, slab, adsorbate);
  CREATE TABLE trajectories (
    run TEXT NOT NULL, configuration TEXT NOT NULL, frames INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (run, configuration),
    FOREIGN KEY (run, configuration) REFERENCES configurations ON DELETE CASCADE
  ) STRICT;
  CREATE TABLE messages (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, at TEXT NOT NULL, level TEXT NOT NULL, text TEXT NOT NULL
  ) STRICT;
  `,
  // Adatom 0.2: placements that were not relaxed to their end, and why (SkipReason of domain/catalogue)
  'ALTER TABLE configurations ADD COLUMN skipped TEXT',
  // Adatom 0.2: imported DFT energies, and calibrations made from them
  `
  CREATE TABLE dft (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, role TEXT NOT NULL, target TEXT NOT NULL, theory TEXT NOT NULL,
    calculation TEXT NOT NULL, zero TEXT NOT NULL, energy REAL NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, imported TEXT NOT NULL,
    detail TEXT NOT NULL, structure BLOB
  ) STRICT;
  CREATE TABLE calibrations (
    id TEXT PRIMARY KEY, ord INTEGER NOT NULL, created TEXT NOT NULL, content TEXT NOT NULL, points TEXT NOT NULL, active INTEGER NOT NULL
  ) STRICT;
  `,
  // Adatom 0.3: relaxations under way
  `
  CREATE TABLE unfinished (
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, relaxation TEXT NOT NULL, key TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (run, relaxation)
  ) STRICT;
  `,
]
