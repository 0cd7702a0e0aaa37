/** Executions of five sequential tasks that call a local function; every step is durable. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFunctions } from '#functions'
import { taskSender } from '#integrations'
import { chain, inParallel, openBenchEngine } from './bench-engine.ts'
import { milliseconds, percentile, perSecond, print } from './figures.ts'
import type { BenchScale } from './main.ts'

const tasks = 5
const inFlight = 64
const alone = 300

export async function benchTasks(scale: BenchScale): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-bench-functions-'))
  await writeFile(join(directory, 'echo.mjs'), 'export const handler = async (event) => event\n')
  const functions = openFunctions({ directory, log: () => undefined })
  const bench = await openBenchEngine({ send: taskSender(new Map(), functions) })
  await bench.create('tasks', chain(tasks, { Type: 'Task', Resource: 'echo' }))
  const run = async () => bench.engine.ended(await bench.start('tasks', '{"hello":"world"}'))
  const count = Math.max(500, Math.round(scale.requests / 4))

  await inParallel(inFlight, counter(inFlight * 4, run))
  const begin = performance.now()
  await inParallel(inFlight, counter(count, run))
  print(`executions of ${tasks} tasks, ${inFlight} in flight`, perSecond(count, performance.now() - begin))

  const latencies: number[] = []
  for (let i = 0; i < alone; i++) {
    const at = performance.now()
    await run()
    latencies.push(performance.now() - at)
  }
  print(`one of them alone, p50`, milliseconds(percentile(latencies, 0.5)))
  await bench.close()
  await functions.close()
  await rm(directory, { recursive: true })
}

function counter(count: number, run: () => Promise<unknown>): () => Promise<unknown> | undefined {
  let left = count
  return () => (left-- > 0 ? run() : undefined)
}
