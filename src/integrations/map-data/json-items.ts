/** The items of a JSON object: the elements of an array, or the members of an object, at ItemsPointer or at the top. */
import type { Json } from '#base'
import type { DataObject } from './data-object.ts'
import { ByteCursor } from './byte-cursor.ts'
import { MapDataFailure } from './failure.ts'
import type { Entry } from './item-batch.ts'
import { gatherEntries } from './gather-entries.ts'
import { nextMember, takeJson, takeKey } from './json-members.ts'
import { goToPointer } from './json-pointer.ts'
import { textBlocks } from './text-blocks.ts'

interface JsonPlace {
  /** The offset behind an item, before what separates it from the next one. */
  readonly byte: number
  readonly index: number
  /** What the items are: elements of an array or members of an object. */
  readonly of: 'array' | 'object'
}

export async function* jsonItems(
  object: DataObject,
  pointer: string | undefined,
  from?: Json,
): AsyncGenerator<readonly Entry[]> {
  const place = from as JsonPlace | undefined
  const start = place?.byte ?? 0
  const cursor = new ByteCursor({ blocks: textBlocks(object, start), address: object.address, from: start })
  try {
    const of = place?.of ?? (await enter(cursor, pointer))
    yield* gatherEntries(members(cursor, { of, index: place?.index ?? 0, isFirst: place === undefined }))
    // What is around the items is left unread.
    if (pointer || (await cursor.peek()) === undefined) return
    throw cursor.failure('there is more text behind the JSON value')
  } finally {
    await cursor.close()
  }
}

/** Goes into the array or the object that holds the items. */
async function enter(cursor: ByteCursor, pointer: string | undefined): Promise<'array' | 'object'> {
  if (pointer) await goToPointer(cursor, pointer)
  const byte = await cursor.peek()
  if (byte === undefined) throw cursor.failure('expected a JSON value and found the end of the object')
  // AWS's words, recorded.
  if (byte !== 0x5b && byte !== 0x7b) throw new MapDataFailure('Attempting to map over non-iterable node.')
  cursor.skipByte()
  return byte === 0x5b ? 'array' : 'object'
}

async function* members(
  cursor: ByteCursor,
  at: { readonly of: 'array' | 'object'; readonly index: number; readonly isFirst: boolean },
): AsyncGenerator<Entry> {
  const { of } = at
  for (let index = at.index, isFirst = at.isFirst; ; index++, isFirst = false) {
    const before = cursor.offset
    if (!(await nextMember(cursor, of, isFirst))) return
    const key = of === 'object' ? { key: await takeKey(cursor) } : {}
    const value = await takeItem(cursor, index)
    const next = { byte: cursor.offset, index: index + 1, of }
    yield { value, ...key, bytes: cursor.offset - before, next }
  }
}

async function takeItem(cursor: ByteCursor, index: number): Promise<Json> {
  if ((await cursor.peek()) === undefined) throw cursor.failure('the object ends before the end of the items')
  return takeJson(cursor, `item ${index}`)
}
