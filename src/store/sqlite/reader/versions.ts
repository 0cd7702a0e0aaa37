/** Answers questions about versions and aliases. */
import type { DatabaseSync } from 'node:sqlite'
import type { AliasRecord, AliasRoute, VersionRecord } from '../../versions-port.ts'
import type { AliasRow } from '../statements/versions/alias-columns.ts'
import { listAliases } from '../statements/versions/list-aliases.ts'
import { listVersions } from '../statements/versions/list-versions.ts'
import { selectAlias } from '../statements/versions/select-alias.ts'
import { selectVersionOfRevision } from '../statements/versions/select-version-of-revision.ts'
import { selectVersion } from '../statements/versions/select-version.ts'
import type { VersionRow } from '../statements/versions/version-columns.ts'
import type { Reads } from '../wire/messages.ts'
import { present } from './present.ts'

type Names = 'version' | 'versionOfRevision' | 'versions' | 'alias' | 'aliases'

export function openVersionReads(database: DatabaseSync): Pick<Reads, Names> {
  const version = selectVersion(database)
  const ofRevision = selectVersionOfRevision(database)
  const versions = listVersions(database)
  const alias = selectAlias(database)
  const aliases = listAliases(database)

  return {
    version: (machineId, number) => toVersion(version(machineId, number)),
    versionOfRevision: (revision) => toVersion(ofRevision(revision)),
    versions: (query) => versions(query).map(versionRecord),
    alias(machineId, name) {
      const row = alias(machineId, name)
      return row && aliasRecord(row)
    },
    aliases: (query) => aliases(query).map(aliasRecord),
  }
}

function toVersion(row: VersionRow | undefined): VersionRecord | undefined {
  return row && versionRecord(row)
}

function versionRecord({ machineId, number, revision, createdAt, description }: VersionRow): VersionRecord {
  return { machineId, number, revision, createdAt, ...present({ description }) }
}

function aliasRecord(row: AliasRow): AliasRecord {
  const { id, machineId, name, description, createdAt, updatedAt } = row
  return { id, machineId, name, createdAt, updatedAt, routes: routesOf(row), ...present({ description }) }
}

function routesOf({ version, weight, secondVersion, secondWeight }: AliasRow): readonly AliasRoute[] {
  const first = { version, weight }
  if (secondVersion === null || secondWeight === null) return [first]
  return [first, { version: secondVersion, weight: secondWeight }]
}
