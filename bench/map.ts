/** What an item of an inline Map costs when there are many of them, beside one of a small Map. */
import { openBenchEngine, type BenchEngine } from './bench-engine.ts'
import { percentile, print } from './figures.ts'

const small = 100
const large = 10_000

export async function benchMap(): Promise<void> {
  const bench = await openBenchEngine()
  await bench.create('map', {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
        End: true,
      },
    },
  })
  await itemCosts(bench, small, 20)
  const ofSmall = percentile(await itemCosts(bench, small, 200), 0.5)
  const ofLarge = percentile(await itemCosts(bench, large, 5), 0.5)
  print(`an item of ${small.toLocaleString('en')}`, `${ofSmall.toFixed(1)} µs`)
  print(
    `an item of ${large.toLocaleString('en')}`,
    `${ofLarge.toFixed(1)} µs (${(ofLarge / ofSmall).toFixed(2)} times as much)`,
  )
  await bench.close()
}

/** Microseconds per item, one figure for each run. */
async function itemCosts(bench: BenchEngine, items: number, runs: number): Promise<number[]> {
  const input = JSON.stringify(Array.from({ length: items }, (_, i) => ({ i, name: `item ${i}` })))
  const costs: number[] = []
  for (let run = 0; run < runs; run++) {
    const begin = performance.now()
    const record = await bench.engine.ended(await bench.start('map', input))
    if (record.status !== 'SUCCEEDED') throw new Error(`the Map ended as ${record.status}: ${record.cause}`)
    costs.push(((performance.now() - begin) * 1000) / items)
  }
  return costs
}
