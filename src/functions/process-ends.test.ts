/** However a process ends, it costs one invocation and nothing is left behind. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, call, valueOf, failureOf, refusalOf, until, isAlive } from './functions-under-test.ts'

test('abort, exit, a signal and an unhandled rejection fail that call only, and the next has a new process', async (t) => {
  const { functions } = open(t, {
    'die.ts': `export const handler = async ({ how }: { how: string }) => {
      if (how === 'abort') process.abort()
      if (how === 'exit') process.exit(3)
      if (how === 'leave') process.exit(0)
      if (how === 'segfault') process.kill(process.pid, 'SIGSEGV')
      if (how === 'reject') { void Promise.reject(new Error('left alone')); await new Promise((r) => setTimeout(r, 10_000)) }
      if (how === 'throw') { setTimeout(() => { throw new EvalError('later') }, 1); await new Promise((r) => setTimeout(r, 10_000)) }
      return process.pid
    }`,
  })
  const die = async (how: string) => {
    const result = await call(functions, 'die', { payload: JSON.stringify({ how }) })
    const { errorType, errorMessage } = failureOf(result)
    return [errorType, String(errorMessage).replace(result.requestId, 'ID')]
  }
  const exit = (reason: string) => ['Runtime.ExitError', `RequestId: ID Error: ${reason}`]
  const first = valueOf(await call(functions, 'die'))
  assert.deepEqual(await die('abort'), exit('Runtime exited with error: signal: aborted'))
  const second = valueOf(await call(functions, 'die'))
  assert.notEqual(second, first)
  assert.deepEqual(await die('exit'), exit('Runtime exited with error: exit status 3'))
  assert.deepEqual(await die('leave'), exit('Runtime exited without providing a reason'))
  assert.deepEqual(await die('segfault'), exit('Runtime exited with error: signal: segmentation fault'))
  assert.deepEqual(await die('reject'), ['Runtime.UnhandledPromiseRejection', 'Error: left alone'])
  assert.deepEqual(await die('throw'), ['EvalError', 'later'])
  assert.equal(typeof valueOf(await call(functions, 'die')), 'number')
})

test('2 GB of buffers fail that call only', async (t) => {
  const { functions } = open(
    t,
    {
      'fill.ts': `export const handler = async ({ buffers }: { buffers: number }) => {
        const kept: Buffer[] = []
        for (let i = 0; i < buffers; i++) {
          kept.push(Buffer.alloc(32 * 1024 * 1024, 1))
          await new Promise((resolve) => setImmediate(resolve))
        }
        return kept.length
      }`,
    },
    { defaults: { memoryMegabytes: 256 } },
  )
  const result = await call(functions, 'fill', { payload: '{"buffers":64}' })
  assert.deepEqual(failureOf(result), {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${result.requestId} Error: Runtime exited with error: signal: killed`,
  })
  assert.equal(valueOf(await call(functions, 'fill', { payload: '{"buffers":1}' })), 1)
})

test('a heap that grows without end fails that call only', async (t) => {
  const { functions } = open(
    t,
    {
      'grow.ts': `export const handler = async ({ forever }: { forever?: boolean }) => {
        const kept: object[] = []
        while (forever) kept.push({ kept: [kept.length, String(kept.length)] })
        return kept.length
      }`,
    },
    { defaults: { memoryMegabytes: 64 } },
  )
  const failure = failureOf(await call(functions, 'grow', { payload: '{"forever":true}' }))
  assert.equal(failure['errorType'], 'Runtime.ExitError')
  assert.match(String(failure['errorMessage']), /Runtime exited with error: signal: (aborted|killed)$/)
  assert.equal(valueOf(await call(functions, 'grow')), 0)
})

test("a function that takes too long is ended with Lambda's text, also in an endless loop", async (t) => {
  const { functions } = open(
    t,
    {
      'slow.ts': 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000))',
      'loop.ts': 'export const handler = () => { for (;;); }',
    },
    { defaults: { timeoutSeconds: 1 } },
  )
  const results = await Promise.all([call(functions, 'slow'), call(functions, 'loop')])
  for (const result of results) {
    const { errorMessage, ...rest } = failureOf(result)
    assert.deepEqual(rest, {})
    const [time, ...text] = String(errorMessage).split(' ')
    assert.match(time!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.equal(text.join(' '), `${result.requestId} Task timed out after 1.00 seconds`)
  }
})

test('a promise that nothing can settle any more fails at once', async (t) => {
  const { functions } = open(t, {
    'never.ts': 'export const handler = () => new Promise(() => {})',
    'silent.cjs': 'exports.handler = (event, context, callback) => {}',
  })
  assert.equal(failureOf(await call(functions, 'never'))['errorType'], 'Runtime.NodeJsExit')
  assert.equal(valueOf(await call(functions, 'silent')), null)
})

test('an aborted invocation kills its process, and the next one gets another', async (t) => {
  const { functions, log } = open(t, {
    'stuck.ts': `export const handler = async ({ stuck }: { stuck?: boolean }) => {
      if (stuck) { console.log('pid', process.pid); for (;;); }
      return process.pid
    }`,
  })
  const controller = new AbortController()
  const running = call(functions, 'stuck', { payload: '{"stuck":true}', signal: controller.signal })
  await until(() => log.length > 0)
  const pid = Number(log[0]!.line.split(' ')[1])
  controller.abort(new Error('the task was stopped'))
  await assert.rejects(running, /the task was stopped/)
  assert.notEqual(valueOf(await call(functions, 'stuck')), pid)
  await until(() => !isAlive(pid))
})

test('an invocation that is aborted while it waits leaves the queue', async (t) => {
  const { functions } = open(
    t,
    {
      'slow.ts':
        'export const handler = async ({ ms }: { ms: number }) => { await new Promise((r) => setTimeout(r, ms)); return ms }',
    },
    { defaults: { concurrency: 1 } },
  )
  const first = call(functions, 'slow', { payload: '{"ms":200}' })
  const controller = new AbortController()
  const second = call(functions, 'slow', { payload: '{"ms":60000}', signal: controller.signal })
  const third = call(functions, 'slow', { payload: '{"ms":1}' })
  controller.abort(new Error('no longer'))
  await assert.rejects(second, /no longer/)
  assert.equal(valueOf(await first), 200)
  assert.equal(valueOf(await third), 1)
})

test('closing ends every process and refuses what waits', async (t) => {
  const { functions, log } = open(
    t,
    { 'stuck.ts': 'export const handler = () => { console.log(process.pid); for (;;); }' },
    { defaults: { concurrency: 1 } },
  )
  const running = call(functions, 'stuck')
  const waiting = refusalOf(call(functions, 'stuck'))
  await until(() => log.length > 0)
  await functions.close()
  assert.equal(failureOf(await running)['errorType'], 'Runtime.ExitError')
  assert.equal((await waiting).code, 'ServiceException')
  assert.equal(isAlive(Number(log[0]!.line)), false)
})

test('what a function has started dies with its process', async (t) => {
  const { functions, directory } = open(
    t,
    {
      'spawn.ts': `import { spawn } from 'node:child_process'
        import { writeFileSync } from 'node:fs'
        export const handler = async ({ file }: { file: string }) => {
          writeFileSync(file, String(spawn('sleep', ['60']).pid))
          await new Promise((resolve) => setTimeout(resolve, 60_000))
        }`,
    },
    { defaults: { timeoutSeconds: 1 } },
  )
  const file = join(directory, '..', 'pid')
  failureOf(await call(functions, 'spawn', { payload: JSON.stringify({ file }) }))
  const pid = Number(readFileSync(file, 'utf8'))
  await until(() => !isAlive(pid))
})

test('the processes of a server that was killed end by themselves', async (t) => {
  const { directory } = open(t, { 'pid.ts': 'export const handler = async () => process.pid' })
  const server = `
    import { openFunctions } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
    const functions = openFunctions({ directory: ${JSON.stringify(directory)} })
    const at = { account: '000000000000', region: 'us-east-1' }
    const call = { functionName: 'pid', payload: '', invocationType: 'RequestResponse', ...at }
    console.log((await functions.invoke(call)).payload)
    setInterval(() => undefined, 60_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', server], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const pid = Number(line.toString())
  assert.equal(isAlive(pid), true)
  child.kill('SIGKILL')
  await until(() => !isAlive(pid))
})
