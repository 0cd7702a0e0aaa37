/**
 * The items of an S3 inventory: one for each row of the CSV files that its manifest names, with the names of the
 * manifest's `fileSchema`.
 */
import { isArray, isObject, member, tryParseJson, type Json, type JsonObject } from '#base'
import { csvItems } from './csv-items.ts'
import { MapDataFailure } from './failure.ts'
import type { ManifestContents } from './manifest-series.ts'
import type { ObjectName, PinnedObject } from './pinned-object.ts'

export function inventoryContents(text: string, manifest: PinnedObject): ManifestContents {
  const fields = tryParseJson(text)
  if (!isObject(fields)) throw refused(manifest, 'it is not a JSON object')
  const format = member(fields, 'fileFormat')
  if (format !== 'CSV')
    throw refused(manifest, `its fileFormat is ${JSON.stringify(format)}, and only "CSV" can be read`)
  const bucket = bucketName(textField(manifest, fields, 'destinationBucket'))
  const headers = textField(manifest, fields, 'fileSchema')
    .split(',')
    .map((name) => name.trim())
  const files = member(fields, 'files')
  if (!isArray(files)) throw refused(manifest, "it has no list of 'files'")
  const owner = manifest.name.ExpectedBucketOwner
  return {
    files: files.map((file): ObjectName => ({
      Bucket: bucket,
      Key: textField(manifest, file, 'key'),
      ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }),
    })),
    read: (object, from) => csvItems(object, { csvHeaderLocation: 'GIVEN', csvHeaders: headers }, from),
  }
}

/** `arn:aws:s3:::bucket`, or the bare name. */
function bucketName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}

function textField(manifest: PinnedObject, object: Json, name: string): string {
  const value = isObject(object) ? member(object satisfies JsonObject, name) : undefined
  if (typeof value === 'string' && value !== '') return value
  throw refused(manifest, `the text '${name}' is missing`)
}

function refused(manifest: PinnedObject, found: string): MapDataFailure {
  return new MapDataFailure(
    `${manifest.address} is not the manifest.json of an S3 inventory in CSV: ${found}`,
  )
}
