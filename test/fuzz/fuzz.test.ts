/** A short run of the fuzzing; `npm run fuzz` is the long one. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { startServer } from '../support/server.ts'
import { fuzz, makeSome } from './fuzz.ts'

test('random requests are answered with success or a fault of the caller, and the server goes on', async () => {
  const server = await startServer()
  try {
    const counts = await fuzz(server.endpoint, await makeSome(server.endpoint), { count: 4000 })
    assert.ok(counts.get(200)! > 400, 'many requests get beyond the checks of their fields')
    assert.ok(counts.get(400)! > 400)
    assert.equal((await fetch(`${server.endpoint}/healthz`)).status, 200)
  } finally {
    await server.remove()
  }
})

test('an answer with a fault of the server is noticed', async () => {
  const broken = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(500).end())
  })
  broken.listen(0, '127.0.0.1')
  await once(broken, 'listening')
  const endpoint = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`
  try {
    await assert.rejects(fuzz(endpoint, { stateMachine: 'arn' }, { count: 8 }), (error: Error) =>
      /answered with 500/.test(String(error.cause)),
    )
  } finally {
    broken.close()
    broken.closeAllConnections()
  }
})
