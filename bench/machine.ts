/** The machine that figures come from, in a line. */
import { mkdtemp, open, rm } from 'node:fs/promises'
import { availableParallelism, cpus, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { percentile } from './figures.ts'

const writes = 300
const bytes = 4096

export async function describeMachine(): Promise<string> {
  const memoryGigabytes = Math.round(totalmem() / 2 ** 30)
  const sync = `a write of 4 KiB is synced in ${(await syncMs()).toFixed(2)} ms`
  return `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, ${memoryGigabytes} GiB, Linux ${release()}, Node ${process.version}, ${sync}`
}

/** The median time of writing over a file and syncing it, which is the least that a durable step takes. */
async function syncMs(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-bench-sync-'))
  const file = await open(join(directory, 'file'), 'w')
  await file.write(Buffer.alloc(writes * bytes))
  await file.sync()
  const times: number[] = []
  for (let i = 0; i < writes; i++) {
    const begin = performance.now()
    await file.write(Buffer.alloc(bytes, 1), 0, bytes, i * bytes)
    await file.datasync()
    times.push(performance.now() - begin)
  }
  await file.close()
  await rm(directory, { recursive: true })
  return percentile(times, 0.5)
}
