/**
 * A process that fills a store and says what was acknowledged, then dies without a word to the store.
 *
 * `write-until-killed.ts STORE LOG FULL|OFF`. Group n creates and ends execution n with its history, changes the frame
 * of the long execution 1 to "step n", and shares a large payload. Two groups are in flight at any time. Once group n
 * is acknowledged, the line `acknowledged n` is in the log, into which the shim writes its lines too.
 */
import { appendFileSync } from 'node:fs'
import { openSqliteStore } from '#store/sqlite'
import { checkpointBytes, groupCount, longExecution, machine, writesOf } from './groups.ts'

const [directory, log, synchronous] = process.argv.slice(2) as [string, string, 'FULL' | 'OFF']
const store = await openSqliteStore({ directory, synchronous, checkpointBytes })
await store.commit({ writes: [machine, longExecution] })

let last = 1
async function keepWriting(): Promise<void> {
  while (last < groupCount) {
    const number = ++last
    await store.commit({ writes: writesOf(number) })
    appendFileSync(log, `acknowledged ${number}\n`)
  }
}
await Promise.all([keepWriting(), keepWriting()])
process.kill(process.pid, 'SIGKILL')
