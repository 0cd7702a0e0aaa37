/** What status events cost the executions that they tell of, and how fast they arrive. */
import { systemClock } from '#engine'
import { openEvents, parseStatusEventsConfig, type Events } from '#triggers'
import { chain, inParallel, openBenchEngine, type BenchEngine } from './bench-engine.ts'
import { print, perSecond } from './figures.ts'
import type { BenchScale } from './main.ts'

const inFlight = 2000
const eventsPerExecution = 2
const functions = { invoke: taken, close: async () => undefined }

export async function benchEvents(scale: BenchScale): Promise<void> {
  const seconds = Math.min(5, scale.sustainedSeconds)
  for (const targets of [0, 1, 5, 0, 1, 5]) await withTargets(targets, seconds)
}

async function withTargets(targets: number, seconds: number): Promise<void> {
  arrived = 0
  const { bench, events } = await openTold(targets)
  await bench.create('five', chain(5, { Type: 'Pass' }))
  await events.deliveries.open()
  let started = 0
  const start = () => bench.start('five', `{"n":${++started},"hello":"world"}`)
  const begin = performance.now()
  await inParallel(inFlight, () => (performance.now() < begin + seconds * 1000 ? start() : undefined))
  const took = performance.now() - begin
  const arrivedMeanwhile = arrived
  print(`executions, ${targets} targets`, perSecond(started, took))
  if (targets > 0) {
    await allArrived(eventsPerExecution * targets * started)
    print('  arrived meanwhile', perSecond(arrivedMeanwhile, took))
    print('  arrived in all', perSecond(arrived, performance.now() - begin))
  }
  await events.deliveries.close()
  await bench.close()
}

/** An engine whose executions are told to so many targets, which take every event at once. */
async function openTold(count: number): Promise<{ readonly bench: BenchEngine; readonly events: Events }> {
  const targets = Array.from({ length: count }, (_, i) => ({ name: `target-${i}`, function: 'taken' }))
  const opened = Promise.withResolvers<Events>()
  const bench = await openBenchEngine({
    statusEvents: async (store) => {
      const events = await openEvents({
        store,
        engine: () => bench.engine,
        functions: () => functions,
        access: {},
        clock: systemClock(),
        config: parseStatusEventsConfig({ targets }),
        region: 'us-east-1',
        entryBytesMax: 1_000_000,
        log: { info: console.error, warn: console.error },
      })
      opened.resolve(events)
      return events.statusEvents
    },
  })
  return { bench, events: await opened.promise }
}

let arrived = 0

async function taken() {
  arrived++
  return { statusCode: 200, payload: 'null', executedVersion: '$LATEST', requestId: 'bench' }
}

async function allArrived(count: number): Promise<void> {
  for (;;) {
    if (arrived >= count) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
