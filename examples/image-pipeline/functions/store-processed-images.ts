/**
 * StoreProcessedImagesFunction: all pictures under the upload's name in the bucket of the results, with a manifest.
 *
 * The manifest comes last, and the work bucket is cleared after it: a second run finds the manifest and has only to clear.
 */
import type { Picture, WithThumbnails } from '../pictures/document.ts'
import { copyObject, deleteObjects, readObject, writeObject } from '../pictures/picture-store.ts'

interface Stored {
  readonly bucket: string
  readonly manifest: string
  readonly pictures: readonly Picture[]
}

export async function handler(document: WithThumbnails): Promise<Stored> {
  const made = [...document.resized, ...document.filtered, ...document.thumbnails]
  const folder = document.key.replace(/\.[^./]+$/, '')
  const stored: Stored = {
    bucket: document.processedBucket,
    manifest: `${folder}/manifest.json`,
    pictures: made.map((picture) => ({ ...picture, key: `${folder}/${picture.name}` })),
  }
  const manifest = JSON.stringify(
    { source: document.eTag, metadata: document.metadata, ...stored },
    undefined,
    2,
  )
  if (!(await isStored(stored, manifest))) await store(document, made, { stored, manifest })
  await deleteObjects(
    document.workBucket,
    made.map(({ key }) => key),
  )
  return stored
}

async function store(
  document: WithThumbnails,
  made: readonly Picture[],
  { stored, manifest }: { readonly stored: Stored; readonly manifest: string },
): Promise<void> {
  await Promise.all(
    made.map(({ key }, i) =>
      copyObject(
        { bucket: document.workBucket, key },
        { bucket: stored.bucket, key: stored.pictures[i]!.key },
      ),
    ),
  )
  await writeObject(stored.bucket, stored.manifest, { body: manifest, type: 'application/json' })
}

async function isStored(stored: Stored, manifest: string): Promise<boolean> {
  try {
    return Buffer.from(await readObject(stored.bucket, stored.manifest)).toString() === manifest
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return false
    throw error
  }
}
