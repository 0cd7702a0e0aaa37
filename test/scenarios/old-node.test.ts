/** `bin/stepwell.js` on a Node that is too old: it goes on with the pinned one, and behaves as if it were it. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../../bin/stepwell.js', import.meta.url))
const directory = await mkdtemp(join(tmpdir(), 'stepwell-old-node-'))
after(() => rm(directory, { recursive: true, force: true }))

/** Another Node than the pinned one, that says it is Node 20: a copy, with its version number changed at the start. */
const oldNode = join(directory, 'node')
await copyFile(process.execPath, oldNode)
const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } })`

function onOldNode(...args: readonly string[]): ChildProcess {
  return spawn(oldNode, ['--import', pretend, command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  })
}

async function ready(child: ChildProcess): Promise<void> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('stepwell listening on http://')) return
  }
  assert.fail('the server ended before it was ready')
}

test('a command runs on the pinned Node and its exit code comes back', async () => {
  const version = onOldNode('version')
  const output = await version.stdout!.toArray()
  assert.match(output.join(''), new RegExp(`\\(Node ${process.versions.node.replaceAll('.', '\\.')}\\)`))
  const bogus = onOldNode('bogus')
  assert.deepEqual(await once(bogus, 'exit'), [1, null])
})

test('SIGTERM reaches the server, which drains and gives 0', async () => {
  const child = onOldNode('serve', '--data', join(directory, 'a'), '--port', '0')
  await ready(child)
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [0, null])
})

test('kill -9 takes the server along', async () => {
  const child = onOldNode('serve', '--data', join(directory, 'b'), '--port', '0')
  await ready(child)
  child.kill('SIGKILL')
  // The pipes close when the last process that holds them, the server, is gone; then its data directory is free.
  await once(child, 'close')
  const second = onOldNode('serve', '--data', join(directory, 'b'), '--port', '0')
  await ready(second)
  second.kill('SIGTERM')
  assert.deepEqual(await once(second, 'exit'), [0, null])
})

test('without a Node that can run it, it says what to do', async () => {
  const copy = join(directory, 'stepwell.mjs')
  await copyFile(command, copy)
  const child = spawn(oldNode, ['--import', pretend, copy, 'version'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const message = (await child.stderr.toArray()).join('')
  assert.match(message, /this is Node 20\.0\.0 .* needs Node 24 or newer/)
  assert.equal(child.exitCode ?? ((await once(child, 'exit')) as [number])[0], 1)
})
