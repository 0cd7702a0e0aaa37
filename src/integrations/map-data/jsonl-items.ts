/** The items of a JSON Lines object: one for each line that is not blank. */
import { parseJson, type Json } from '#base'
import type { DataObject } from './data-object.ts'
import { ByteCursor } from './byte-cursor.ts'
import { MapDataFailure } from './failure.ts'
import type { Entry } from './item-batch.ts'
import { gatherEntries } from './gather-entries.ts'
import { textBlocks } from './text-blocks.ts'

interface LinePlace {
  /** The offset of the next line. */
  readonly byte: number
  /** Lines before it. */
  readonly line: number
}

export async function* jsonlItems(object: DataObject, from?: Json): AsyncGenerator<readonly Entry[]> {
  const { byte, line } = (from as LinePlace | undefined) ?? { byte: 0, line: 0 }
  const cursor = new ByteCursor({ blocks: textBlocks(object, byte), address: object.address, from: byte })
  try {
    yield* gatherEntries(lines(cursor, object.address, line))
  } finally {
    await cursor.close()
  }
}

async function* lines(cursor: ByteCursor, address: string, before: number): AsyncGenerator<Entry> {
  for (let line = before + 1; ; line++) {
    const start = cursor.offset
    const text = await cursor.takeLine()
    if (text === undefined) return
    if (text.trim() === '') continue
    const next = { byte: cursor.offset, line }
    yield { value: parsed(text, `${address}, line ${line}`), bytes: cursor.offset - start, next }
  }
}

function parsed(text: string, where: string): Json {
  try {
    return parseJson(text)
  } catch (error) {
    throw new MapDataFailure(`${where} is not valid JSON: ${(error as Error).message}`)
  }
}
