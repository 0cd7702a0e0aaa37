/** The items of a query's result: those in the objects that the manifest of Athena's UNLOAD names, one on each line. */
import { MapDataFailure } from './failure.ts'
import type { ManifestContents } from './manifest-series.ts'
import { objectReader } from './object-items.ts'
import type { ObjectName, PinnedObject } from './pinned-object.ts'
import type { Dataset } from './port.ts'

const uri = /^"?s3:\/\/([^/]+)\/([^"]+)"?$/i

export function athenaContents(
  config: Dataset['config'],
  text: string,
  manifest: PinnedObject,
): ManifestContents {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const owner = manifest.name.ExpectedBucketOwner
  const files = lines.flatMap((line, i): ObjectName[] => {
    if (line.trim() === '') return []
    const match = uri.exec(line.trim())
    if (!match) {
      throw new MapDataFailure(
        `${manifest.address}, line ${i + 1}: expected the address of an object (s3://bucket/key) and found '${line.slice(0, 100)}'`,
      )
    }
    return [
      { Bucket: match[1]!, Key: match[2]!, ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }) },
    ]
  })
  return { files, read: objectReader(config, ['CSV', 'JSONL', 'PARQUET']) }
}
