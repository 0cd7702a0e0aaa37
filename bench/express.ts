/** Express executions per second in process: synchronous ones, which write nothing, and asynchronous ones, a row each. */
import { chain, inParallel, namespace, openBenchEngine } from './bench-engine.ts'
import { megabytes, milliseconds, percentile, perSecond, print } from './figures.ts'
import type { BenchScale } from './main.ts'

const states = 5
const inFlight = 500

export async function benchExpress(scale: BenchScale): Promise<void> {
  const bench = await openBenchEngine()
  const { engine } = bench
  await bench.create('five', chain(states, { Type: 'Pass' }), 'EXPRESS')
  const request = { ...namespace, stateMachineName: 'five', input: '{"n":1,"hello":"world"}' }
  const starts = {
    'synchronous executions of five Pass states': () => engine.startSync(request),
    'asynchronous ones, durable when answered': () => engine.start(request),
  }
  for (const [what, start] of Object.entries(starts)) {
    const latencies: number[] = []
    const timed = async () => {
      const at = performance.now()
      await start()
      latencies.push(performance.now() - at)
    }
    const from = performance.now()
    const until = from + (scale.sustainedSeconds * 1000) / 4
    await inParallel(inFlight, () => (performance.now() < until ? timed() : undefined))
    print(what, perSecond(latencies.length, performance.now() - from))
    print(`  p99 with ${inFlight} in flight`, milliseconds(percentile(latencies, 0.99)))
  }
  print('resident memory', megabytes(process.memoryUsage().rss))
  await bench.close()
}
