/** The objects below a prefix, in the order of their keys; a place among them is a key, so it does not expire. */
import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import type { Json } from '#base'
import { s3Failure } from './failure.ts'
import type { Dataset } from './port.ts'
import type { S3 } from './s3-access.ts'
import { expectedOwner, optionalText, textParameter } from './s3-parameters.ts'

/** Keys in one page; also S3's own limit. */
const pageKeysMax = 1000

export interface Listing {
  readonly bucket: string
  readonly pages: (after?: string) => AsyncIterable<readonly ListedObject[]>
}

export interface ListedObject {
  readonly key: string
  readonly sizeBytes: number
  /** As AWS gives it to a child: `{Etag, Key, LastModified, Size, StorageClass}`, the time in seconds since 1970. */
  readonly item: Json
}

export function listing(s3: S3, parameters: Dataset['parameters']): Listing {
  const bucket = textParameter('ItemReader', parameters, 'Bucket')
  const prefix = optionalText('ItemReader', parameters, 'Prefix')
  const request = {
    Bucket: bucket,
    MaxKeys: pageKeysMax,
    ...(prefix === undefined ? {} : { Prefix: prefix }),
    ...expectedOwner('ItemReader', parameters),
  }
  return { bucket, pages: (after) => pages(s3, request, after) }
}

async function* pages(
  { sdk, client }: S3,
  request: { readonly Bucket: string; readonly Prefix?: string },
  after: string | undefined,
): AsyncGenerator<readonly ListedObject[]> {
  for (let last = after; ;) {
    const command = new sdk.ListObjectsV2Command({
      ...request,
      ...(last === undefined ? {} : { StartAfter: last }),
    })
    const page = await client.send(command).catch((thrown: unknown) => {
      throw s3Failure(`Could not list s3://${request.Bucket}/${request.Prefix ?? ''}`, thrown)
    })
    const objects = (page.Contents ?? []).map(listed)
    if (objects.length > 0) yield objects
    last = objects.at(-1)?.key
    if (!page.IsTruncated || last === undefined) return
  }
}

function listed(object: NonNullable<ListObjectsV2CommandOutput['Contents']>[number]): ListedObject {
  const key = object.Key ?? ''
  const sizeBytes = object.Size ?? 0
  return {
    key,
    sizeBytes,
    item: {
      Etag: object.ETag ?? '',
      Key: key,
      LastModified: Math.floor((object.LastModified?.getTime() ?? 0) / 1000),
      Size: sizeBytes,
      StorageClass: object.StorageClass ?? 'STANDARD',
    },
  }
}
