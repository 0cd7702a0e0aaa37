/** Unpacks gzip and zstd as a stream. */
import { pipeline, Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { MapDataFailure } from './failure.ts'

export type Coding = 'gzip' | 'zstd'

const chunkSize = 256 * 1024

/** `address` is for the message when the content is damaged. */
export async function* unpack(
  coding: Coding,
  packed: AsyncIterable<Buffer>,
  address: string,
): AsyncGenerator<Buffer> {
  const unpacker = coding === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize })
  // One block ahead is enough; its errors come out of the unpacker.
  pipeline(Readable.from(packed, { highWaterMark: 1 }), unpacker, () => {})
  try {
    for await (const chunk of unpacker) yield chunk as Buffer
  } catch (thrown) {
    if (thrown instanceof MapDataFailure) throw thrown
    throw new MapDataFailure(`${address} is not valid ${coding}: ${(thrown as Error).message}`)
  }
}
