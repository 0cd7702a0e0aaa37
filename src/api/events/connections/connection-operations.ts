/** The operations of EventBridge about connections. */
import type { Operation } from '../../operation.ts'
import { createConnection } from './create-connection.ts'
import { deleteConnection } from './delete-connection.ts'
import { describeConnection } from './describe-connection.ts'
import { listConnections } from './list-connections.ts'
import { updateConnection } from './update-connection.ts'

export const connectionOperations: readonly Operation[] = [
  createConnection,
  deleteConnection,
  describeConnection,
  listConnections,
  updateConnection,
]
