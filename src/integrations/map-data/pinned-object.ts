/**
 * One S3 object, pinned to the content that it had when it was opened.
 *
 * Owns: reading bytes of it, in blocks by ranged requests, so that no connection is kept open while children run; and
 * unpacking gzip and zstd, found by the content's first bytes.
 *
 * 1. Every request names the VersionId, where the bucket has versions, and the ETag: what changed is an error.
 */
import type { DataObject } from './data-object.ts'
import { MapDataFailure, s3Failure, statusOf } from './failure.ts'
import type { S3 } from './s3-access.ts'
import { unpack, type Coding } from './unpack.ts'

export interface ObjectName {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string
  readonly ExpectedBucketOwner?: string
}

export interface ObjectPin {
  readonly etag: string
  readonly versionId?: string
  /** As it is stored, before it is unpacked. */
  readonly sizeBytes: number
  readonly coding?: Coding
}

/** The first request, which also tells size and ETag; a small object needs no second one. */
const firstBlockBytes = 64 * 1024
/** Blocks grow to this size: few requests for a large object, and little memory. */
const blockBytesMax = 1024 * 1024

export class PinnedObject implements DataObject {
  readonly name: ObjectName
  readonly pin: ObjectPin
  readonly #s3: S3
  readonly #first: Buffer

  constructor(s3: S3, name: ObjectName, opened: { readonly pin: ObjectPin; readonly first?: Buffer }) {
    this.name = name
    this.pin = opened.pin
    this.#s3 = s3
    this.#first = opened.first ?? Buffer.alloc(0)
  }

  get sizeBytes(): number {
    return this.pin.sizeBytes
  }

  get address(): string {
    return `s3://${this.name.Bucket}/${this.name.Key}`
  }

  /** `$$.Map.Item.Source` of what is in it. */
  get source(): string {
    return `S3://${this.name.Bucket}/${this.name.Key}`
  }

  /** A packed object is unpacked from its start, and what lies before the offset is dropped. */
  async *bytes(from = 0): AsyncGenerator<Buffer> {
    if (this.pin.coding === undefined) {
      yield* this.#blocks(from)
      return
    }
    let skip = from
    for await (const chunk of unpack(this.pin.coding, this.#blocks(0), this.address)) {
      if (skip < chunk.length) yield chunk.subarray(skip)
      skip = Math.max(0, skip - chunk.length)
    }
  }

  async range(start: number, end: number): Promise<Buffer> {
    if (end <= this.#first.length || start >= end) return this.#first.subarray(start, end)
    const { sdk, client } = this.#s3
    const { etag, versionId } = this.pin
    try {
      const answer = await client.send(
        new sdk.GetObjectCommand({
          ...this.name,
          ...(versionId === undefined ? {} : { VersionId: versionId }),
          IfMatch: etag,
          Range: `bytes=${start}-${end - 1}`,
        }),
      )
      const bytes = Buffer.from(await answer.Body!.transformToByteArray())
      // A server that has no ranges answers with the whole object.
      return answer.ContentRange === undefined ? bytes.subarray(start, end) : bytes
    } catch (thrown) {
      throw statusOf(thrown) === 412
        ? await this.#changed()
        : s3Failure(`Could not read ${this.address}`, thrown)
    }
  }

  async *#blocks(from: number): AsyncGenerator<Buffer> {
    let size = firstBlockBytes
    for (let at = from; at < this.pin.sizeBytes;) {
      const end = at < this.#first.length ? this.#first.length : Math.min(at + size, this.pin.sizeBytes)
      yield await this.range(at, end)
      at = end
      size = Math.min(size * 2, blockBytesMax)
    }
  }

  async #changed(): Promise<MapDataFailure> {
    const { sdk, client } = this.#s3
    const now = await client.send(new sdk.HeadObjectCommand(this.name)).then(
      (head) => `it is ${head.ETag} now`,
      () => 'it is gone now',
    )
    return new MapDataFailure(
      `${this.address} changed while it was read: its ETag was ${this.pin.etag} when reading began, ${now}. ` +
        'Write each dataset to a new key, or enable versioning of the bucket',
    )
  }
}

/** Opens an object; with a pin, the one that was pinned then. */
export async function openObject(s3: S3, name: ObjectName, pin?: ObjectPin): Promise<PinnedObject> {
  if (pin) return new PinnedObject(s3, name, { pin })
  const { sdk, client } = s3
  const what = `Could not read s3://${name.Bucket}/${name.Key}`
  try {
    const answer = await client.send(
      new sdk.GetObjectCommand({ ...name, Range: `bytes=0-${firstBlockBytes - 1}` }),
    )
    const first = Buffer.from(await answer.Body!.transformToByteArray())
    return new PinnedObject(s3, name, { pin: pinOf(answer, first), first })
  } catch (thrown) {
    // An empty object has no range.
    if (statusOf(thrown) !== 416) throw s3Failure(what, thrown)
  }
  try {
    const head = await client.send(new sdk.HeadObjectCommand(name))
    return new PinnedObject(s3, name, { pin: pinOf(head, Buffer.alloc(0)) })
  } catch (thrown) {
    throw s3Failure(what, thrown)
  }
}

interface Described {
  readonly ETag?: string | undefined
  readonly VersionId?: string | undefined
  /** `bytes 0-65535/1000000`; absent where the server has no ranges and the whole object came. */
  readonly ContentRange?: string | undefined
}

function pinOf(described: Described, first: Buffer): ObjectPin {
  const total = /\/(\d+)$/.exec(described.ContentRange ?? '')?.[1]
  const coding = codingOf(first)
  return {
    etag: described.ETag ?? '',
    // "null" is the version of what was stored before the bucket had versions: it can be overwritten.
    ...(described.VersionId === undefined || described.VersionId === 'null'
      ? {}
      : { versionId: described.VersionId }),
    sizeBytes: total === undefined ? first.length : Number(total),
    ...(coding === undefined ? {} : { coding }),
  }
}

const gzipMagic = Buffer.from([0x1f, 0x8b])
const zstdMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])

function codingOf(first: Buffer): Coding | undefined {
  if (first.subarray(0, 2).equals(gzipMagic)) return 'gzip'
  return first.subarray(0, 4).equals(zstdMagic) ? 'zstd' : undefined
}
