/** What encryption at rest costs: commits of ordinary turns into a store on disk, plain and sealed, in one run. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store, TurnRecord } from '#store'
import { openSqliteStore, type Keyring } from '#store/sqlite'
import { print } from './figures.ts'

const secondsEach = 4
const turnsInGroup = 200

const keyring: Keyring = { current: 'bench', keys: [{ name: 'bench', key: randomBytes(32), kmsNames: [] }] }
const input = JSON.stringify({
  orderId: 17,
  items: Array.from({ length: 8 }, (_, i) => ({ sku: `sku-${i}`, count: i })),
})
const events = {
  text: JSON.stringify(Array.from({ length: 6 }, (_, i) => [i, 'TaskStateEntered', 'state'])),
  payloads: [input],
}

/** One task's turn: a new execution, a chunk of history and a frame of two rows: four texts. */
const turn = (id: number): TurnRecord => ({
  kind: 'turn',
  executionId: id,
  created: { machineId: 1, revision: 1, partition: id % 256, name: `execution-${id}`, startedAt: id, input },
  history: { firstEventId: 1, lastEventId: 6, events },
  frames: [{ frameId: 1, visit: events, progress: { text: '[1,2,3]', payloads: [] }, pending: 'task' }],
  droppedFrames: [],
  items: [],
  sent: [],
  consumed: [],
})

const machine = {
  id: 1,
  account: '000000000000',
  region: 'us-east-1',
  name: 'machine',
  type: 'STANDARD',
  status: 'ACTIVE',
  createdAt: 1,
  revision: { number: 1, definition: '{}', roleArn: 'role', updatedAt: 1, configuration: '' },
} as const

async function measure(name: string, sealed: boolean): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-bench-'))
  const store: Store = await openSqliteStore({ directory, ...(sealed && { keyring }) })
  await store.commit({ writes: [{ kind: 'putMachine', machine }] })
  let id = 0
  const commit = () => store.commit({ writes: Array.from({ length: turnsInGroup }, () => turn(++id)) })
  for (let i = 0; i < 20; i++) await commit()
  const [first, cpu, began] = [id, process.cpuUsage(), performance.now()]
  while (performance.now() - began < secondsEach * 1000) await Promise.all([commit(), commit()])
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const turns = id - first
  const perTurn = ((user + system) / turns).toFixed(1)
  print(`turns, ${name}`, `${Math.round(turns / seconds)} /s, ${perTurn} µs of CPU each`)
  await store.close()
  rmSync(directory, { recursive: true })
}

export async function benchEncryption(): Promise<void> {
  for (const round of [1, 2]) {
    await measure(`plain, round ${round}`, false)
    await measure(`sealed, round ${round}`, true)
  }
}
