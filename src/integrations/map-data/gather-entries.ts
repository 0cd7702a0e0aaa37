/** Entries that come one by one, gathered into small arrays. */
import type { Entry } from './item-batch.ts'

const entriesMax = 512
const entriesBytesMax = 256 * 1024

export async function* gatherEntries(entries: AsyncIterable<Entry>): AsyncGenerator<readonly Entry[]> {
  let some: Entry[] = []
  let bytes = 0
  try {
    for await (const entry of entries) {
      some.push(entry)
      bytes += entry.bytes
      if (some.length < entriesMax && bytes < entriesBytesMax) continue
      yield some
      some = []
      bytes = 0
    }
  } catch (thrown) {
    // MaxItems may end before what is broken.
    if (some.length > 0) yield some
    throw thrown
  }
  if (some.length > 0) yield some
}
