/** Writes of versions and aliases. */
import type { VersionWrite } from '../../versions-port.ts'
import { unreachable } from '#base'
import { deleteAlias } from '../statements/versions/delete-alias.ts'
import { deleteAliases } from '../statements/versions/delete-aliases.ts'
import { deleteVersion } from '../statements/versions/delete-version.ts'
import { deleteVersions } from '../statements/versions/delete-versions.ts'
import { insertVersion } from '../statements/versions/insert-version.ts'
import { putAlias } from '../statements/versions/put-alias.ts'
import type { WriterContext } from './apply-group.ts'

export function openVersionWriting({ database }: WriterContext) {
  const removeVersion = deleteVersion(database)
  const removeVersions = deleteVersions(database)
  const put = putAlias(database)
  const removeAlias = deleteAlias(database)
  const removeAliases = deleteAliases(database)

  return {
    publish: insertVersion(database),

    /** Versions and aliases go with their state machine; its executions keep their numbers and names. */
    removeAll(machineId: number): void {
      removeAliases(machineId)
      removeVersions(machineId)
    },

    apply(write: VersionWrite): void {
      switch (write.kind) {
        case 'deleteVersion':
          return removeVersion(write.machineId, write.number)
        case 'putAlias':
          return put(write.alias)
        case 'deleteAlias':
          return removeAlias(write.machineId, write.name)
        default:
          return unreachable(write)
      }
    },
  }
}
