/** The blocks of a text object with their offsets; a byte order mark at its start is left out. */
import type { DataObject } from './data-object.ts'

export interface TextBlock {
  /** The offset of the first byte in the unpacked object. */
  readonly at: number
  readonly bytes: Buffer
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

export async function* textBlocks(object: DataObject, from = 0): AsyncGenerator<TextBlock> {
  let at = from
  for await (const bytes of from === 0 ? wholeStart(object.bytes()) : object.bytes(from)) {
    const isMarked = at === 0 && bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark)
    const skipped = isMarked ? byteOrderMark.length : 0
    yield { at: at + skipped, bytes: bytes.subarray(skipped) }
    at += bytes.length
  }
}

/** The blocks, the first one long enough for a mark. */
async function* wholeStart(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0)
  for await (const block of blocks) {
    const bytes: Buffer = start ? Buffer.concat([start, block]) : block
    start = start && bytes.length < byteOrderMark.length ? bytes : undefined
    if (!start) yield bytes
  }
  if (start) yield start
}
