/** Writes shared payloads anew that lie under old data keys. Those that lay plain were met by the rows that name them. */
import { payloadsAfter } from '../statements/encryption/payloads-after.ts'
import type { WriterContext } from './apply-group.ts'
import type { RewriteTable } from './rewrite.ts'

export const payloadsPhase = 'payload_contents'

/** Contents are large, so a batch has few. */
const payloadsMax = 50

export function openPayloadRewriting({ database, payloads }: WriterContext): RewriteTable {
  const select = payloadsAfter(database)
  return (after, rowsMax) => {
    const limit = Math.min(rowsMax, payloadsMax)
    const ids = select(after?.[0] ?? 0, limit)
    for (const id of ids) payloads.rewrite(id, '')
    return { rows: ids.length, after: ids.slice(-1), isLast: ids.length < limit }
  }
}
