/** `npm run fuzz -- [--count N] [--seed S]`: random requests against a server of its own, and what they cost in memory. */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { startServer, type TestServer } from '../support/server.ts'
import { fuzz, makeSome } from './fuzz.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string' } },
})
const server = await startServer({ arguments: ['--log-level', 'error'] })
try {
  const before = await residentMegabytes(server)
  const known = await makeSome(server.endpoint)
  const seed = values.seed === undefined ? {} : { seed: Number(values.seed) }
  const counts = await fuzz(server.endpoint, known, { count: Number(values.count), ...seed })
  const after = await residentMegabytes(server)
  const answers = [...counts].map(([status, count]) => `${count} with ${status}`).join(', ')
  console.log(`${values.count} requests were answered, ${answers}; ${before} MB before, ${after} MB after`)
} finally {
  await server.remove()
}

async function residentMegabytes({ processId }: TestServer): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8')
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024)
}
