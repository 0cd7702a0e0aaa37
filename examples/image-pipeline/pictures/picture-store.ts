/**
 * The pictures in S3: read, written and copied. Endpoint, region and credentials come from the environment, as in Lambda.
 *
 * A function may run again after a crash, with the same document. So keys follow from the upload and the picture's name,
 * and the second run writes the same over the same.
 */
import { createHash } from 'node:crypto'
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Sharp } from 'sharp'
import type { Picture, Upload } from './document.ts'

const s3 = new S3Client({})

export async function readObject(bucket: string, key: string): Promise<Uint8Array> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
  if (!Body) throw new Error(`s3://${bucket}/${key} has no content`)
  return Body.transformToByteArray()
}

export async function writeObject(
  bucket: string,
  key: string,
  content: { body: Uint8Array | string; type: string },
) {
  await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: content.body, ContentType: content.type }),
  )
}

/** Writes a picture to the work bucket, as JPEG. */
export async function keepPicture(upload: Upload, name: string, picture: Sharp): Promise<Picture> {
  const { data, info } = await picture.jpeg({ quality: 92 }).toBuffer({ resolveWithObject: true })
  const key = `${uploadId(upload)}/${name}`
  await writeObject(upload.workBucket, key, { body: data, type: 'image/jpeg' })
  return { name, key, width: info.width, height: info.height, bytes: data.length }
}

export function readPicture(upload: Upload, picture: Picture): Promise<Uint8Array> {
  return readObject(upload.workBucket, picture.key)
}

export async function copyObject(from: { bucket: string; key: string }, to: { bucket: string; key: string }) {
  const CopySource = `${from.bucket}/${encodeURIComponent(from.key)}`
  await s3.send(new CopyObjectCommand({ Bucket: to.bucket, Key: to.key, CopySource }))
}

export async function deleteObjects(bucket: string, keys: readonly string[]): Promise<void> {
  const Objects = keys.map((Key) => ({ Key }))
  await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }))
}

// Another upload to the same key is another upload; one that runs twice is the same.
function uploadId({ bucket, key, eTag, lastModified }: Upload): string {
  const upload = JSON.stringify([bucket, key, eTag, lastModified])
  return createHash('sha256').update(upload).digest('hex').slice(0, 24)
}
