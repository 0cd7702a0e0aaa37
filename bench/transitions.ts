/** Durable state transitions per second in process, into a store that already holds many executions. */
import { chain, inParallel, openBenchEngine } from './bench-engine.ts'
import { megabytes, milliseconds, percentile, perSecond, print } from './figures.ts'
import type { BenchScale } from './main.ts'

const states = 5
const inFlight = 2000

export async function benchTransitions(scale: BenchScale): Promise<void> {
  const bench = await openBenchEngine()
  await bench.create('five', chain(states, { Type: 'Pass' }))
  let started = 0
  const start = () => bench.start('five', `{"n":${++started},"hello":"world"}`)
  const begin = performance.now()
  await inParallel(inFlight, () => (started < scale.storedExecutions ? start() : undefined))
  const filled = performance.now() - begin
  print(
    `filling the store with ${scale.storedExecutions.toLocaleString('en')} executions`,
    perSecond(states * started, filled),
  )

  const latencies: number[] = []
  const from = performance.now()
  const until = from + scale.sustainedSeconds * 1000
  const before = started
  const timed = async () => {
    const at = performance.now()
    await start()
    latencies.push(performance.now() - at)
  }
  await inParallel(inFlight, () => (performance.now() < until ? timed() : undefined))
  const took = performance.now() - from
  print(
    `state transitions, sustained for ${Math.round(took / 1000)} s on top`,
    perSecond(states * (started - before), took),
  )
  print('starts, durable, readable, indexed', perSecond(started - before, took))
  print(`p99 of a start with ${inFlight} in flight`, milliseconds(percentile(latencies, 0.99)))
  print('resident memory', megabytes(process.memoryUsage().rss))
  await bench.close()
}
