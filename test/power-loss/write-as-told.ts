/**
 * A process with a store that commits when it is told to, for tests that break its disk meanwhile.
 *
 * `write-as-told.ts STORE`. For each line `N` on its standard input it commits group N and prints `N done`, or `N` and
 * the name of the error; for the line `read` it prints how many executions succeeded; at the end of input it closes.
 */
import { createInterface } from 'node:readline'
import { openSqliteStore } from '#store/sqlite'
import { checkpointBytes, longExecution, machine, writesOf } from './groups.ts'

const store = await openSqliteStore({ directory: process.argv[2]!, checkpointBytes })
if ((await store.counters()).executionId === 0) await store.commit({ writes: [machine, longExecution] })
console.log('ready')

for await (const line of createInterface({ input: process.stdin })) {
  try {
    if (line === 'read') console.log((await store.statistics()).executionsByStatus.SUCCEEDED)
    else {
      await store.commit({ writes: writesOf(Number(line)) })
      console.log(`${line} done`)
    }
  } catch (error) {
    console.log(`${line} ${(error as Error).name}: ${(error as Error).message}`)
  }
}
await store.close()
