/** What the children of a Distributed Map that is tested would get: TestState shows it and starts none of them. */
import {
  AslError,
  isArray,
  isObject,
  member,
  Payload,
  type Json,
  type JsonObject,
  type Limits,
  type Outcome,
} from '#base'
import type { DistributedMapState, Machine } from '#asl'
import { itemSelector, type Identity, type MapRunStart } from '#interpreter'
import type { Clock } from '../clock.ts'
import type { QueryProcesses } from '../query-elsewhere.ts'
import { inputItems, MapRunItems } from './items.ts'

export interface TestedItems {
  /** What the reader's ItemsPointer has left of the document. */
  readonly afterItemsPointer?: Payload
  readonly afterItemSelector?: Payload
  readonly afterItemBatcher?: Payload
}

interface TestedItemsOf {
  readonly clock: Clock
  readonly limits: Limits
  readonly queries: QueryProcesses
  readonly request: { readonly machine: Machine; readonly itemReaderData?: Json }
  readonly identity: Identity
  readonly start: MapRunStart
}

/** The items that a child or a batch of them would get, as far as they are known; or the error of the Map Run. */
export async function testedItems(of: TestedItemsOf): Promise<Outcome<TestedItems>> {
  const { request, start } = of
  const state = request.machine.states.get(start.stateName) as DistributedMapState
  const read = start.job.items ? undefined : readItems(state, start, request.itemReaderData)
  if (read instanceof AslError) return read
  const pointed = state.distributed.itemReader?.config.itemsPointer !== undefined && read !== undefined
  const items = start.job.items?.value ?? read
  const shown = pointed ? { afterItemsPointer: Payload.fromValue(read) } : {}
  if (!isArray(items) && !isObject(items)) return shown
  const inputs = await inputsOf(of, state, items)
  return inputs instanceof AslError ? inputs : { ...shown, ...inputs }
}

/** The document of the reader, or what ItemsPointer names in it; undefined where the test brings none. */
function readItems(
  { distributed }: DistributedMapState,
  { job }: MapRunStart,
  data: Json | undefined,
): Outcome<Json | undefined> {
  if (data === undefined) return undefined
  const { maxItems = 0 } = job.reader ?? {}
  const itemsPointer = distributed.itemReader?.config.itemsPointer
  const found = itemsPointer === undefined ? data : valueAt(data, itemsPointer)
  if (found === undefined)
    return new AslError('States.ItemReaderFailed', `The ItemsPointer '${itemsPointer}' leads to no value.`)
  return isArray(found) && maxItems > 0 ? found.slice(0, maxItems) : found
}

/** The value that a JSON pointer names. */
function valueAt(document: Json, pointer: string): Json | undefined {
  let value: Json | undefined = document
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (isArray(value)) value = /^(0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined
    else value = isObject(value) ? member(value, name) : undefined
  }
  return value
}

async function inputsOf(
  { clock, limits, queries, request, identity, start }: TestedItemsOf,
  state: DistributedMapState,
  items: readonly Json[] | JsonObject,
): Promise<Outcome<TestedItems>> {
  const { job, stateName } = start
  if (!state.itemSelector && !job.batcher) return {}
  const environment = { limits, elsewhere: queries.evaluate.bind(queries) }
  const select = itemSelector(request.machine, { stateName, identity, job, environment })
  const { batchInput, ...batchLimits } = job.batcher ?? {}
  const batcher = {
    limits: { ...batchLimits, payloadBytesMax: limits.payloadBytesMax },
    ...(batchInput && { batchInput }),
  }
  const selected: Json[] = []
  const source = new MapRunItems(
    {
      open: () => inputItems(items),
      select: async (item) => {
        const input = await select(item, clock.now(), clock.seed())
        if (!(input instanceof AslError)) selected.push(input.value)
        return input
      },
      ...(job.batcher && { batcher }),
    },
    { skip: 0 },
  )
  const batches: Json[] = []
  while (!source.isExhausted) {
    const taken = await source.take(Infinity)
    if (taken instanceof AslError) return taken
    batches.push(...taken.map(({ input }) => input.value))
  }
  return {
    ...(state.itemSelector && { afterItemSelector: Payload.fromValue(selected) }),
    ...(job.batcher && { afterItemBatcher: Payload.fromValue(batches) }),
  }
}
