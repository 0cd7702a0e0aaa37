/** ItemBatcher: several items become the input of one child execution, `{"BatchInput": …, "Items": […]}`. */
import { Payload, utf8Length } from '#base'

export interface BatchLimits {
  readonly maxItemsPerBatch?: number
  /** Of a whole input, in UTF-8 bytes. */
  readonly maxInputBytesPerBatch?: number
  /** The largest input that an execution may have; smaller than MaxInputBytesPerBatch it counts instead. */
  readonly payloadBytesMax: number
}

export interface Batcher {
  readonly limits: BatchLimits
  /** The evaluated BatchInput; it is in every batch. */
  readonly batchInput?: Payload
}

export interface Batch {
  readonly input: Payload
  readonly itemCount: number
}

/**
 * Fills batches in the items' order. The last items may not fill one: they are `rest`, to be given again before the next
 * items; `isEnd` says that none follow, and there is no rest then. An item that alone exceeds the size is a batch of
 * its own, which the child's start then judges like any other input.
 */
export function batchItems(
  { limits, batchInput }: Batcher,
  items: readonly Payload[],
  isEnd: boolean,
): { readonly batches: readonly Batch[]; readonly rest: readonly Payload[] } {
  const itemsMax = limits.maxItemsPerBatch ?? Infinity
  const bytesMax = Math.min(limits.maxInputBytesPerBatch ?? Infinity, limits.payloadBytesMax)
  const head = batchInput ? `{"BatchInput":${batchInput.text},"Items":[` : '{"Items":['
  const frameBytes = utf8Length(head) + 2
  const batches: Batch[] = []
  let texts: string[] = []
  let first = 0
  let bytes = frameBytes

  const close = (next: number): void => {
    batches.push({ input: Payload.fromText(`${head}${texts.join(',')}]}`), itemCount: texts.length })
    texts = []
    first = next
    bytes = frameBytes
  }

  for (const [i, item] of items.entries()) {
    const size = utf8Length(item.text)
    if (texts.length > 0 && bytes + 1 + size > bytesMax) close(i)
    bytes += size + (texts.length > 0 ? 1 : 0)
    texts.push(item.text)
    if (texts.length >= itemsMax) close(i + 1)
  }
  if (isEnd && texts.length > 0) close(items.length)
  return { batches, rest: items.slice(first) }
}
