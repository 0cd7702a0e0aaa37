/**
 * One file of results on S3, written in parts as it grows.
 *
 * 1. A file that fits one part is one PutObject; a larger one is a multipart upload.
 * 2. Every write can be repeated after a crash: a part has its number, and an upload that was completed before the crash
 *    is found by the object that it made. An upload that S3 has no more (a rule of the bucket may abort it) is UploadLost.
 */
import { MapDataFailure, s3Failure } from './failure.ts'
import type { ResultFile } from './port.ts'
import type { S3 } from './s3-access.ts'

/** A multipart upload that has begun. */
export interface Upload {
  readonly uploadId: string
  readonly parts: readonly UploadedPart[]
}

/** S3 does not know the upload: the file has to be written from its start. The message says so, should that fail, too. */
export class UploadLost extends MapDataFailure {}

export interface UploadedPart {
  readonly etag: string
  readonly bytes: number
}

export interface FileTarget {
  readonly s3: S3
  readonly bucket: string
  readonly key: string
  readonly owner: { readonly ExpectedBucketOwner?: string }
  readonly contentType: string
}

export function uploadedBytes(upload: Upload | undefined): number {
  return (upload?.parts ?? []).reduce((sum, part) => sum + part.bytes, 0)
}

/** Writes the next part, which is not the last one, and begins the upload with the first. */
export async function addPart(
  target: FileTarget,
  upload: Upload | undefined,
  bytes: Buffer,
): Promise<Upload> {
  return tried(target, async () => {
    const begun = upload ?? { uploadId: await begin(target), parts: [] }
    return { ...begun, parts: [...begun.parts, await put(target, begun, bytes)] }
  })
}

/** Writes what is left and closes the file. */
export async function closeFile(
  target: FileTarget,
  upload: Upload | undefined,
  rest: Buffer,
): Promise<ResultFile> {
  const file = { Key: target.key, Size: uploadedBytes(upload) + rest.length }
  await tried(target, async () => {
    if (!upload) return putWhole(target, rest)
    try {
      const last = rest.length === 0 ? [] : [await put(target, upload, rest)]
      await complete(target, { ...upload, parts: [...upload.parts, ...last] })
    } catch (thrown) {
      if (!isNoSuchUpload(thrown) || !(await isThere(target, file.Size))) throw thrown
    }
  })
  return file
}

export async function putWhole(target: FileTarget, bytes: Buffer): Promise<void> {
  const { sdk, client } = target.s3
  await tried(target, () =>
    client.send(
      new sdk.PutObjectCommand({ ...address(target), ContentType: target.contentType, Body: bytes }),
    ),
  )
}

async function begin(target: FileTarget): Promise<string> {
  const { sdk, client } = target.s3
  const command = new sdk.CreateMultipartUploadCommand({
    ...address(target),
    ContentType: target.contentType,
  })
  return (await client.send(command)).UploadId!
}

async function put(target: FileTarget, upload: Upload, bytes: Buffer): Promise<UploadedPart> {
  const { sdk, client } = target.s3
  const answer = await client.send(
    new sdk.UploadPartCommand({
      ...address(target),
      UploadId: upload.uploadId,
      PartNumber: upload.parts.length + 1,
      Body: bytes,
    }),
  )
  return { etag: answer.ETag ?? '', bytes: bytes.length }
}

async function complete(target: FileTarget, upload: Upload): Promise<void> {
  const { sdk, client } = target.s3
  const Parts = upload.parts.map(({ etag }, i) => ({ ETag: etag, PartNumber: i + 1 }))
  await client.send(
    new sdk.CompleteMultipartUploadCommand({
      ...address(target),
      UploadId: upload.uploadId,
      MultipartUpload: { Parts },
    }),
  )
}

async function isThere(target: FileTarget, size: number): Promise<boolean> {
  const { sdk, client } = target.s3
  const head = await client.send(new sdk.HeadObjectCommand(address(target))).catch(() => undefined)
  return head?.ContentLength === size
}

function isNoSuchUpload(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'NoSuchUpload'
}

function address(target: FileTarget) {
  return { Bucket: target.bucket, Key: target.key, ...target.owner }
}

async function tried<T>(target: FileTarget, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    if (thrown instanceof MapDataFailure) throw thrown
    const failure = s3Failure(`Could not write s3://${target.bucket}/${target.key}`, thrown)
    throw isNoSuchUpload(thrown) ? new UploadLost(failure.message) : failure
  }
}
