/**
 * The name of the execution that an object starts: the same for the same upload, another for the next upload to that key.
 *
 * StartExecution is idempotent by name, so this name alone makes "once" (invariants 2 and 10). It begins with the key, for
 * people who read listings, and ends with a hash of what makes an upload: bucket, key, ETag and the second it was made in.
 * Two uploads of the same bytes to the same key within one second are one.
 */
import { createHash } from 'node:crypto'
import type { StoredObject } from './port.ts'

// AWS allows 80 characters.
const readableLengthMax = 47
const hashLength = 32

export function executionName(bucket: string, object: StoredObject): string {
  const upload = JSON.stringify([bucket, object.key, object.eTag, Math.floor(object.modifiedAt / 1000)])
  const hash = createHash('sha256').update(upload).digest('hex').slice(0, hashLength)
  const readable = object.key
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .slice(-readableLengthMax)
    .replaceAll(/^-+|-+$/g, '')
  return readable === '' ? hash : `${readable}-${hash}`
}
