/** One seed: a random machine is run to its end, then with crashes, and the runs are compared. */
import { seededRandom } from '#base'
import type { Store } from '#store'
import { checkHistory, checkMapRuns, compareRuns } from './compare-runs.ts'
import { randomMachine } from './random-machine.ts'
import { simulatedRun } from './simulated-run.ts'

export interface SimulationOptions {
  readonly crashes: number
  /** Callbacks of the clock in one run before it counts as one that never ends. */
  readonly callbacksMax?: number
}

/** Rejects where an interrupted run is not as the uninterrupted one; gives how many were interrupted. */
export async function simulate(store: Store, seed: string, options: SimulationOptions): Promise<number> {
  const simulated = { ...options, machine: randomMachine(seed), seed }
  const uninterrupted = await simulatedRun(store, simulated)
  checkHistory(uninterrupted)
  checkMapRuns(uninterrupted)
  const random = seededRandom(`crash ${seed}`)
  for (let i = 0; i < options.crashes; i++) {
    const crash = {
      atCommit: 1 + Math.floor(random.next() * uninterrupted.commits),
      durable: random.next() < 0.5,
    }
    const resumed = await simulatedRun(store, simulated, crash)
    checkHistory(resumed)
    checkMapRuns(resumed)
    compareRuns(resumed, uninterrupted)
  }
  return options.crashes
}
