/** S3, or a server that speaks its protocol, as triggers see it. The client is loaded when it is first used. */
import type { S3Client } from '@aws-sdk/client-s3'
import type { ObjectStore, StoredObject } from './port.ts'

export interface S3Access {
  readonly endpoint?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** Keys in one page; also S3's own limit. */
const pageKeysMax = 1000

/** Nobody waits for a service that does not answer; the next listing asks again. */
const requestHandler = { connectionTimeout: 5000, socketTimeout: 10_000 }

export function s3ObjectStore(access: S3Access = {}): ObjectStore {
  const clients = new Map<string, S3Client>()
  const load = async (region: string) => {
    const sdk = await import('@aws-sdk/client-s3')
    const endpoint = access.endpoint === undefined ? {} : { endpoint: access.endpoint, forcePathStyle: true }
    const credentials = access.credentials ? { credentials: access.credentials } : {}
    const client =
      clients.get(region) ?? new sdk.S3Client({ region, requestHandler, ...endpoint, ...credentials })
    clients.set(region, client)
    return { sdk, client }
  }
  return {
    async list({ region, bucket, prefix, from }) {
      const { sdk, client } = await load(region)
      const page = await client.send(
        new sdk.ListObjectsV2Command({
          Bucket: bucket,
          MaxKeys: pageKeysMax,
          ...(prefix === undefined ? {} : { Prefix: prefix }),
          ...(from === undefined ? {} : { ContinuationToken: from }),
        }),
      )
      const objects = (page.Contents ?? []).map((object) =>
        storedObject(object.Key ?? '', object.Size, object),
      )
      const next = page.IsTruncated ? page.NextContinuationToken : undefined
      return next === undefined ? { objects } : { objects, next }
    },
    async head({ region, bucket, key }) {
      const { sdk, client } = await load(region)
      try {
        const object = await client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key }))
        return storedObject(key, object.ContentLength, object)
      } catch (error) {
        if (error instanceof sdk.S3ServiceException && error.$metadata.httpStatusCode === 404)
          return undefined
        throw error
      }
    },
  }
}

interface Described {
  readonly ETag?: string | undefined
  readonly LastModified?: Date | undefined
  readonly VersionId?: string | undefined
}

// A HEAD tells the time in whole seconds and some listings in milliseconds: seconds are what both agree on.
function storedObject(key: string, sizeBytes: number | undefined, described: Described): StoredObject {
  return {
    key,
    sizeBytes: sizeBytes ?? 0,
    eTag: (described.ETag ?? '').replaceAll('"', ''),
    modifiedAt: Math.floor((described.LastModified?.getTime() ?? 0) / 1000) * 1000,
    ...(described.VersionId === undefined ? {} : { versionId: described.VersionId }),
  }
}
