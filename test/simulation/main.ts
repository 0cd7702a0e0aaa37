/**
 * `npm run sim -- [--seed N] [--count N]`: runs random machines with a crash at a random commit and compares them with
 * the run that was not interrupted. A failure names its seed, and the seed repeats it.
 */
import { parseArgs } from 'node:util'
import { seededRandom } from '#base'
import { openSqliteStore } from '#store/sqlite'
import { checkHistory, compareRuns } from './compare-runs.ts'
import { randomMachine } from './random-machine.ts'
import { simulatedRun } from './simulated-run.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    count: { type: 'string', default: '200' },
    crashes: { type: 'string', default: '3' },
  },
})

const store = await openSqliteStore({ memory: true })
let runs = 0
let failed = 0

async function simulate(seed: string): Promise<void> {
  const machine = randomMachine(seed)
  const uninterrupted = await simulatedRun(store, { machine, seed })
  checkHistory(uninterrupted)
  const random = seededRandom(`crash ${seed}`)
  for (let i = 0; i < Number(values.crashes); i++) {
    const crash = {
      atCommit: 1 + Math.floor(random.next() * uninterrupted.commits),
      durable: random.next() < 0.5,
    }
    const resumed = await simulatedRun(store, { machine, seed }, crash)
    checkHistory(resumed)
    compareRuns(resumed, uninterrupted)
    runs++
  }
}

const seeds =
  values.seed === undefined
    ? Array.from({ length: Number(values.count) }, (_, i) => String(i + 1))
    : [values.seed]
for (const seed of seeds) {
  try {
    await simulate(seed)
  } catch (error) {
    failed++
    console.error(
      `seed ${seed} failed; repeat it with: npm run sim -- --seed ${seed}\n${(error as Error).stack}`,
    )
  }
}
await store.close()
console.log(`simulation: ${seeds.length} machines, ${runs} interrupted runs, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
