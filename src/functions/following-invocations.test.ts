import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { call, failureOf, open, until, valueOf, type Opened } from './functions-under-test.ts'

/** A handler that is quick unless its event says how it is not. */
const handler = `
  import { appendFileSync, existsSync } from 'node:fs'
  export const handler = async ({ id, file, waitFor, crash, block }) => {
    if (file) appendFileSync(file, 'begin ' + id + '\\n')
    if (crash) process.abort()
    while (block && !existsSync(block));
    while (waitFor && !existsSync(waitFor)) await new Promise((resolve) => setTimeout(resolve, 2))
    if (file) appendFileSync(file, 'end ' + id + '\\n')
    return id
  }`

/** One process whose handler is known to be quick. */
async function openQuick(
  t: TestContext,
): Promise<Opened & { invoke(event: object): ReturnType<typeof call> }> {
  const opened = open(t, { 'quick.mjs': handler }, { defaults: { concurrency: 1 } })
  const invoke = (event: object) => call(opened.functions, 'quick', { payload: JSON.stringify(event) })
  for (let id = 0; id < 60; id++) assert.equal(valueOf(await invoke({ id })), id)
  return { ...opened, invoke }
}

/** Nothing where the handler has not written yet. */
const linesOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [])

test('invocations of a quick handler run one at a time, each once and with its own answer', async (t) => {
  const { invoke, directory } = await openQuick(t)
  const file = join(directory, '..', 'order')
  const ids = Array.from({ length: 200 }, (_, id) => id)
  const answers = await Promise.all(ids.map(async (id) => valueOf(await invoke({ id, file }))))
  assert.deepEqual(answers, ids)
  const lines = linesOf(file)
  for (let i = 0; i < lines.length; i += 2) {
    assert.match(lines[i]!, /^begin \d+$/)
    assert.equal(lines[i + 1], lines[i]!.replace('begin', 'end'))
  }
  assert.deepEqual(lines.filter((line) => line.startsWith('begin')).length, ids.length)
})

test('an invocation behind one that takes longer than expected goes to another process', async (t) => {
  const { directory, functions } = open(t, { 'quick.mjs': handler }, { defaults: { concurrency: 2 } })
  const invoke = (event: object) => call(functions, 'quick', { payload: JSON.stringify(event) })
  for (let id = 0; id < 60; id++) await invoke({ id })
  const waitFor = join(directory, '..', 'go')
  const slow = invoke({ id: 'slow', waitFor })
  // Nobody lets the slow one go on before this one is answered.
  assert.equal(valueOf(await invoke({ id: 'next' })), 'next')
  writeFileSync(waitFor, '')
  assert.equal(valueOf(await slow), 'slow')
})

test('an invocation behind one that crashes is run by another process, once', async (t) => {
  const { invoke, directory } = await openQuick(t)
  const file = join(directory, '..', 'crash')
  const [crashed, next] = await Promise.all([
    invoke({ id: 'crash', file, crash: true }),
    invoke({ id: 'next', file }),
  ])
  assert.equal(failureOf(crashed)['errorType'], 'Runtime.ExitError')
  assert.equal(valueOf(next), 'next')
  assert.deepEqual(linesOf(file), ['begin crash', 'begin next', 'end next'])
})

test('an aborted invocation behind another one leaves that one alone', async (t) => {
  const { functions, invoke, directory } = await openQuick(t)
  const waitFor = join(directory, '..', 'go')
  const first = invoke({ id: 'first', waitFor })
  const controller = new AbortController()
  const payload = JSON.stringify({ id: 'second' })
  const second = call(functions, 'quick', { payload, signal: controller.signal })
  controller.abort(new Error('no longer'))
  await assert.rejects(second, /no longer/)
  writeFileSync(waitFor, '')
  assert.equal(valueOf(await first), 'first')
  assert.equal(valueOf(await invoke({ id: 'third' })), 'third')
})

test('an invocation behind one that blocks its process is answered after it', async (t) => {
  const { invoke, directory } = await openQuick(t)
  const [file, block] = [join(directory, '..', 'blocked'), join(directory, '..', 'unblock')]
  const first = invoke({ id: 'first', file, block })
  const second = invoke({ id: 'second', file })
  await until(() => linesOf(file).includes('begin first'))
  writeFileSync(block, '')
  assert.equal(valueOf(await first), 'first')
  assert.equal(valueOf(await second), 'second')
  assert.deepEqual(linesOf(file), ['begin first', 'end first', 'begin second', 'end second'])
})

test('invocations that are sent while others are asked back get their own answers', async (t) => {
  const { directory, functions, invoke } = await openQuick(t)
  for (let round = 0; round < 20; round++) {
    const waitFor = join(directory, '..', `go-${round}`)
    const first = invoke({ id: 'first', waitFor })
    const before = [1, 2, 3].map((id) => invoke({ id }))
    const leaving = new AbortController()
    const payload = JSON.stringify({ id: 'leaving' })
    const left = call(functions, 'quick', { payload, signal: leaving.signal }).catch(() => 'left')
    await new Promise(setImmediate)
    leaving.abort()
    const after = [4, 5, 6].map((id) => invoke({ id }))
    writeFileSync(waitFor, '')
    assert.equal(valueOf(await first), 'first')
    assert.equal(await left, 'left')
    const answers = (await Promise.all([...before, ...after])).map(valueOf)
    assert.deepEqual(answers, [1, 2, 3, 4, 5, 6], `round ${round}`)
  }
})
