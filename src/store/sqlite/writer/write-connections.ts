/** Writes of EventBridge connections. */
import { unreachable } from '#base'
import type { ConnectionWrite } from '../../connections-port.ts'
import { textKind } from '../encryption/text-kind.ts'
import { deleteConnection } from '../statements/connections/delete-connection.ts'
import { putConnectionSettings } from '../statements/connections/put-connection-settings.ts'
import { putConnection } from '../statements/connections/put-connection.ts'
import type { WriterContext } from './apply-group.ts'

export function openConnectionWriting({ codec, database, scopes }: WriterContext) {
  const put = putConnection(database)
  const putSettings = putConnectionSettings(database)
  const remove = deleteConnection(database)

  return (write: ConnectionWrite): void => {
    switch (write.kind) {
      case 'putConnection': {
        const { settings, ...summary } = write.connection
        const number = put(summary)
        const scope = scopes.ofConfiguration(summary.account, null)
        const place = { kind: textKind.connection, owner: number }
        return putSettings(number, codec.encodeIn(scope, settings, place))
      }
      case 'deleteConnection':
        return remove(write.at, write.name)
      default:
        return unreachable(write)
    }
  }
}
