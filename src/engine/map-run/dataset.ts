/** Where the items of a Map Run come from: the state's input or its reader, through its selector and its batcher. */
import { assert, type Limits, type Outcome } from '#base'
import type { DistributedMapState } from '#asl'
import type { Dataset, ItemChunk, MapData, ReadPosition } from '#integrations'
import { itemSelector, type MapRunJob, type SelectItem } from '#interpreter'
import type { MapRunRecord, RevisionRecord, Store } from '#store'
import type { EngineCatalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import { identityOf } from '../identity.ts'
import { chunkBytesMax, inputItems, itemsPerChunk, MapRunItems, type Position } from './items.ts'
import type { QueryProcesses } from '../query-elsewhere.ts'

export interface DatasetOptions {
  readonly store: Store
  readonly catalog: EngineCatalog
  readonly clock: Clock
  readonly limits: Limits
  readonly data: MapData
  /** Runs the expressions that take too long on the event loop. */
  readonly queries: QueryProcesses
}

export interface DatasetOf {
  readonly mapRun: MapRunRecord
  readonly revision: RevisionRecord
  readonly state: DistributedMapState
  readonly job: MapRunJob
}

/** Opens the items behind a position. */
export async function openDataset(
  options: DatasetOptions,
  of: DatasetOf,
  position: Position,
): Promise<MapRunItems> {
  const { clock, limits } = options
  const { batcher } = of.job
  const select = await selectorOf(options, of)
  const { batchInput, ...batchLimits } = batcher ?? {}
  const batches = {
    limits: { ...batchLimits, payloadBytesMax: limits.payloadBytesMax },
    ...(batchInput && { batchInput }),
  }
  return new MapRunItems(
    {
      open: (from) => chunksOf(options.data, of, from),
      select: (item) => select(item, clock.now(), clock.seed()),
      ...(batcher && { batcher: batches }),
    },
    position,
  )
}

function chunksOf(
  data: MapData,
  { mapRun, state, job }: DatasetOf,
  from: ReadPosition | undefined,
): AsyncIterable<Outcome<ItemChunk>> {
  const { items, reader } = job
  if (items) return inputItems(items.value as Parameters<typeof inputItems>[0], from)
  const { itemReader } = state.distributed
  assert(itemReader && reader, 'a Map Run without items has a reader')
  const { maxItems: _source, ...config } = itemReader.config
  const { parameters, maxItems } = reader
  const dataset: Dataset = {
    region: mapRun.region,
    action: itemReader.action,
    parameters: parameters.value,
    config: { ...config, ...(maxItems !== undefined && { maxItems }) },
    chunk: { itemsMax: itemsPerChunk, bytesMax: chunkBytesMax },
  }
  return data.openItems(dataset, from)
}

async function selectorOf(options: DatasetOptions, of: DatasetOf): Promise<SelectItem> {
  const { store, limits, queries, catalog } = options
  const { mapRun, revision, job } = of
  if (!job.selection) return (item) => item.value
  const parent = await store.execution(mapRun.executionId)
  assert(parent, `Map Run ${mapRun.uuid} has lost its execution ${mapRun.executionId}`)
  return itemSelector(catalog.compiled(revision), {
    stateName: mapRun.stateName,
    identity: identityOf(parent, revision),
    job,
    environment: { limits, elsewhere: (request) => queries.evaluate(request) },
  })
}
