/** Searches of declared fields in a large store, and what indexing costs executions while they run. */
import { chain, inParallel, namespace, openBenchEngine, type BenchEngine } from './bench-engine.ts'
import { milliseconds, percentile, perSecond, print } from './figures.ts'
import type { BenchScale } from './main.ts'

const inFlight = 2000
const states = 5
const searches = 200
const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:orders' as never

export async function benchSearch(scale: BenchScale): Promise<void> {
  const bench = await openBenchEngine()
  await bench.create('orders', chain(states, { Type: 'Pass' }))
  await run(bench, 1)
  const tags = { 'stepwell:index': 'input.orderId input.customer.email output.total' }
  // By turns, for other work on the machine comes and goes.
  for (const declared of [{}, tags, {}, tags]) {
    await bench.engine.catalog.putTags(machineArn, declared)
    await upToDate(bench)
    const { transitions, tookMs } = await run(bench, scale.sustainedSeconds / 2)
    const what = declared === tags ? 'with three declared fields' : 'without declared fields'
    print(`state transitions ${what}`, perSecond(transitions, tookMs))
  }
  const { behindTurns } = await bench.engine.search.indexState(namespace)
  print('the index is then behind by', `${behindTurns.toLocaleString('en')} turns`)
  while (started < scale.storedExecutions) await run(bench, 1)
  const behindFrom = performance.now()
  await upToDate(bench)
  print('and has caught up after', `${((performance.now() - behindFrom) / 1000).toFixed(1)} s`)
  for (const [what, where] of questions()) await ask(bench, what, where)
  await bench.close()
}

let started = 0

async function run(bench: BenchEngine, seconds: number) {
  const begin = performance.now()
  const before = started
  const next = () => {
    const n = ++started
    return bench.start(
      'orders',
      `{"orderId":"A-${n}","customer":{"email":"c${n % 1000}@example.com"},"total":${n % 500}}`,
    )
  }
  await inParallel(inFlight, () => (performance.now() < begin + seconds * 1000 ? next() : undefined))
  return { transitions: states * (started - before), tookMs: performance.now() - begin }
}

async function upToDate({ engine }: BenchEngine): Promise<void> {
  for (;;) {
    const { behindTurns, fields } = await engine.search.indexState(namespace)
    if (behindTurns === 0 && fields.every(({ indexed }) => indexed === 1)) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Each asks for another value every time. */
function questions(): readonly (readonly [string, (i: number) => string])[] {
  return [
    ['one order of all', (i) => `input.orderId = "A-${(i * 7919) % started}"`],
    ['a customer of many orders, the newest 50', (i) => `input.customer.email = "c${i}@example.com"`],
    ['a prefix', (i) => `input.orderId like "A-${100 + i}%"`],
    ['a range and a time', (i) => `output.total between ${i} and ${i + 5} and startedAt > -1h`],
    ['failed ones, of which there are none', () => 'status = FAILED'],
  ]
}

async function ask(bench: BenchEngine, what: string, where: (i: number) => string): Promise<void> {
  const took: number[] = []
  for (let i = 0; i < searches; i++) {
    const begin = performance.now()
    const found = await bench.engine.search.find({ ...namespace, where: where(i), limit: 50 })
    if (!('executions' in found)) throw new Error(found.message)
    took.push(performance.now() - begin)
  }
  const total = started.toLocaleString('en')
  const [half, most] = [percentile(took, 0.5), percentile(took, 0.99)]
  print(`${what}, among ${total}: p50 / p99`, `${milliseconds(half)} / ${milliseconds(most)}`)
}
