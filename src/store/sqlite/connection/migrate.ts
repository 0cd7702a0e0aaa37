/** Brings a store's layout to the newest version, step by step, and refuses what it cannot read. */
import type { DatabaseSync } from 'node:sqlite'
import { StorePoisoned, StoreTooNew } from '../../errors.ts'
import { firstLayout } from '../migrations/0001-first-layout.ts'
import { mapRuns } from '../migrations/0002-map-runs.ts'
import { versionsAndAliases } from '../migrations/0003-versions-and-aliases.ts'
import { redrive } from '../migrations/0004-redrive.ts'
import { encryption } from '../migrations/0005-encryption.ts'
import { events } from '../migrations/0006-events.ts'
import { search } from '../migrations/0007-search.ts'
import { connections } from '../migrations/0009-connections.ts'
import { forksAndDrafts } from '../migrations/0008-forks-and-drafts.ts'

/** Step n brings a store from version n to n + 1. A released step never changes; new ones are appended. */
const steps: readonly ((database: DatabaseSync) => void)[] = [
  firstLayout,
  mapRuns,
  versionsAndAliases,
  redrive,
  encryption,
  events,
  search,
  forksAndDrafts,
  connections,
]

export const newestVersion = steps.length

/** "Stpw": marks an SQLite file as a store of Stepwell (`PRAGMA application_id`). */
const applicationId = 0x53747077

/** The version of a store's layout; 0 for an empty file. Throws when it is no store or a newer one. */
export function readVersion(database: DatabaseSync, file: string): number {
  const version = pragma(database, 'user_version')
  const application = pragma(database, 'application_id')
  const isEmpty = pragma(database, 'schema_version') === 0
  if (!isEmpty && application !== applicationId) {
    throw new StorePoisoned(
      `${file} is an SQLite database, but not a store of Stepwell. Give another data directory with --data.`,
    )
  }
  if (version > newestVersion) {
    throw new StoreTooNew(
      `${file} has layout version ${version}, but this release of Stepwell knows versions up to ${newestVersion}. ` +
        'A newer release has written it: start that release, or restore a backup made by this one.',
    )
  }
  return version
}

/** Brings the store up to date in one transaction. */
export function migrate(database: DatabaseSync, file: string): void {
  const version = readVersion(database, file)
  if (version === newestVersion) return
  database.exec('BEGIN IMMEDIATE')
  for (const step of steps.slice(version)) step(database)
  database.exec(`PRAGMA user_version = ${newestVersion}; PRAGMA application_id = ${applicationId}; COMMIT`)
}

function pragma(database: DatabaseSync, name: string): number {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[0]!
}
