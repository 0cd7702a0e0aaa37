/** Clients that connect and say nothing, or not all that they began to say. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { FastClient } from '../support/fast-client.ts'
import { startServer, type TestServer } from '../support/server.ts'

const idle = 10_000
const slow = 50
/** Connections that are being opened at the same time: more than the system keeps waiting are refused. */
const atOnce = 200

const halfARequest = [
  'POST / HTTP/1.1',
  'host: localhost',
  'content-type: application/x-amz-json-1.0',
  'x-amz-target: AWSStepFunctions.ListStateMachines',
  'content-length: 1000',
  '',
  '{"maxResults"',
].join('\r\n')

test(`beside ${idle} idle connections and ${slow} slow requests others are answered, and nothing of them is kept`, async () => {
  const server = await startServer()
  const sockets: Socket[] = []
  try {
    const before = await openFiles(server)
    for (let i = 0; i < idle; i += atOnce)
      sockets.push(...(await Promise.all(Array.from({ length: atOnce }, () => opened(server)))))
    for (const socket of sockets.slice(0, slow)) socket.write(halfARequest)
    // The system has taken them; the server may still be about to.
    while ((await openFiles(server)) < before + idle) await askForHealth(server)
    const client = new FastClient(server.endpoint, 4)
    for (let i = 0; i < 100; i++)
      assert.deepEqual(await client.send('ListActivities', {}), { activities: [] })
    client.close()
    for (const socket of sockets) socket.destroy()
    // The server hears of each of them; the last ones may come after the answer.
    while ((await openFiles(server)) > before + slow) await askForHealth(server)
  } finally {
    for (const socket of sockets) socket.destroy()
    await server.remove()
  }
})

async function opened({ endpoint }: TestServer): Promise<Socket> {
  const socket = connect(Number(new URL(endpoint).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

async function openFiles({ processId }: TestServer): Promise<number> {
  return (await readdir(`/proc/${processId}/fd`)).length
}

async function askForHealth({ endpoint }: TestServer): Promise<void> {
  await (await fetch(`${endpoint}/healthz`)).text()
}
