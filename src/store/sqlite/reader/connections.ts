/** Answers questions about EventBridge connections. */
import type { DatabaseSync } from 'node:sqlite'
import type { ConnectionSummary } from '../../connections-port.ts'
import { textKind } from '../encryption/text-kind.ts'
import type { ConnectionRow } from '../statements/connections/connection-columns.ts'
import { listConnections } from '../statements/connections/list-connections.ts'
import { selectConnection } from '../statements/connections/select-connection.ts'
import type { Reads } from '../wire/messages.ts'
import { present } from './present.ts'
import type { StoredTexts } from './stored-texts.ts'

export function openConnectionReads(
  database: DatabaseSync,
  texts: StoredTexts,
): Pick<Reads, 'connection' | 'connections'> {
  const select = selectConnection(database)
  const list = listConnections(database)

  return {
    connection(at, name) {
      const found = select(at, name)
      if (!found) return undefined
      const { settings, number, ...row } = found
      return { ...toSummary(row), settings: texts.value(settings, textKind.connection, number) }
    },
    connections: (at) => list(at).map(toSummary),
  }
}

function toSummary({ description, ...row }: ConnectionRow): ConnectionSummary {
  return { ...row, ...present({ description }) }
}
