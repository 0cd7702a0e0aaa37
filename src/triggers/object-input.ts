/** The input of an execution that an object starts: what S3 tells of the object, and what the trigger adds. */
import { formatInstant, printJson, type JsonObject } from '#base'
import type { ObjectCreatedTrigger, StoredObject } from './port.ts'

/** The members that come from the object; a trigger's own input has none of these names. */
export const objectMembers = ['bucket', 'key', 'size', 'eTag', 'lastModified', 'versionId'] as const

/** JSON text. `size` is in bytes, `key` is as it is in the bucket (not URL-encoded), `eTag` has no quotes. */
export function objectInput(trigger: ObjectCreatedTrigger, object: StoredObject): string {
  const members: JsonObject = {
    ...trigger.input,
    bucket: trigger.bucket,
    key: object.key,
    size: object.sizeBytes,
    eTag: object.eTag,
    lastModified: formatInstant(object.modifiedAt),
    ...(object.versionId === undefined ? {} : { versionId: object.versionId }),
  }
  return printJson(members)
}
