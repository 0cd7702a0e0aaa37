/** Puts the parts of searching together, for the engine. */
import { stateMachineArn } from '#base'
import type { ExecutionId, MachineRecord, Store } from '#store'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'
import { BulkJobWorker, type BulkJobOptions } from './bulk-jobs.ts'
import { declaredFields } from './declared-fields.ts'
import { Indexer } from './indexer.ts'
import { EngineViews } from './saved-views.ts'
import { EngineSearches } from './searches.ts'

export interface OpenSearchesOptions extends Pick<BulkJobOptions, 'stop' | 'redrive'> {
  readonly store: Store
  readonly committer: Committer
  readonly clock: Clock
  readonly newestExecution: () => ExecutionId
  readonly report: (error: Error) => void
}

export function openSearches(options: OpenSearchesOptions) {
  const { store, report } = options
  const machineOf = (id: number): Promise<MachineRecord | undefined> => store.machineById(id)
  const accountOf = async (id: number) => (await machineOf(id))?.account
  const indexer = new Indexer({ ...options, accountOf })
  const jobs = new BulkJobWorker(options)
  const searches = new EngineSearches({ ...options, indexer, jobs, views: new EngineViews(options) })
  return {
    searches,
    indexer,

    /** Goes on with what was under way. */
    async recover(): Promise<void> {
      try {
        await adoptEncryption(options)
        indexer.start()
        await jobs.recover()
      } catch (error) {
        report(error as Error)
      }
    },

    async close(): Promise<void> {
      await Promise.all([jobs.close(), indexer.close()])
    },
  }
}

/** Values that were kept as they are, before the store was encrypted, are indexed anew by their hashes. */
async function adoptEncryption({ store, committer }: OpenSearchesOptions): Promise<void> {
  const { isEncrypted } = store
  const fields = await store.searchFields()
  const other = fields.filter(({ isHashed, isDropped }) => isHashed !== isEncrypted && !isDropped)
  for (const machineId of new Set(other.map((field) => field.machineId))) {
    const machine = await store.machineById(machineId)
    if (!machine) continue
    const resourceArn = stateMachineArn(machine, machine.name)
    const tags = await store.tags(resourceArn)
    const searchFields = declaredFields(machine, tags, isEncrypted)
    await committer.commit({ kind: 'putTags', resourceArn, tags, searchFields })
  }
}
