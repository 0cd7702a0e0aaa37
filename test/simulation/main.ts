/**
 * `npm run sim -- [--seed N] [--count N]`: runs random machines with a crash at a random commit and compares them with
 * the run that was not interrupted. A failure names its seed, and the seed repeats it.
 */
import { parseArgs } from 'node:util'
import { openSqliteStore } from '#store/sqlite'
import { simulate } from './simulate.ts'

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
const seeds =
  values.seed === undefined
    ? Array.from({ length: Number(values.count) }, (_, i) => String(i + 1))
    : [values.seed]
for (const seed of seeds) {
  try {
    runs += await simulate(store, seed, { crashes: Number(values.crashes) })
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
