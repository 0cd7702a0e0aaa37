/** Local functions in real child processes. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { parseJson, type JsonObject } from '#base'
import {
  InvocationRefused,
  openFunctions,
  type FunctionLogEntry,
  type FunctionsOptions,
  type Invocation,
  type InvocationResult,
  type LocalFunctions,
} from './index.ts'

const at = { account: '000000000000', region: 'eu-central-1' }
const root = mkdtempSync(join(tmpdir(), 'stepwell-functions-'))
after(() => rmSync(root, { recursive: true, force: true }))

interface Opened {
  readonly directory: string
  readonly functions: LocalFunctions
  readonly log: FunctionLogEntry[]
}

let opened = 0

/** Functions with these files; they are closed when the test ends. */
function open(t: TestContext, files: Record<string, string>, options: FunctionsOptions = {}): Opened {
  const directory = join(root, String(opened++), 'functions')
  write(directory, files)
  const log: FunctionLogEntry[] = []
  const functions = openFunctions({ directory, log: (entry) => log.push(entry), ...options })
  t.after(() => functions.close())
  return { directory, functions, log }
}

function write(directory: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
}

function call(
  functions: LocalFunctions,
  functionName: string,
  more: Partial<Invocation> = {},
): Promise<InvocationResult> {
  return functions.invoke({ functionName, payload: '{}', invocationType: 'RequestResponse', ...at, ...more })
}

function valueOf(result: InvocationResult): unknown {
  assert.equal(result.functionError, undefined, result.payload)
  return parseJson(result.payload)
}

function failureOf(result: InvocationResult): JsonObject {
  assert.equal(result.functionError, 'Unhandled', result.payload)
  return parseJson(result.payload) as JsonObject
}

async function refusalOf(promise: Promise<unknown>): Promise<InvocationRefused> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert(error instanceof InvocationRefused, String(error))
  return error
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const needsPython = { skip: hasPython() ? false : 'python3 is not installed' }
const processNumber = 'export const handler = async () => process.pid\n'

test('a handler may return a promise, return a value or call back, in TypeScript, ES modules and CommonJS', async (t) => {
  const { functions } = open(t, {
    'asynchronous.ts':
      'export async function handler(event: { n: number }): Promise<number> { return event.n + 1 }',
    'synchronous.mjs': 'export const handler = (event) => event.n + 2',
    'callback.cjs':
      'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, event.n + 3), 1) }',
    'folder/index.js': 'export function handler({ n }) { return Promise.resolve(n + 4) }',
    'common.js': 'module.exports.handler = async (event) => event.n + 5',
  })
  assert.deepEqual(functions.names(), ['asynchronous', 'callback', 'common', 'folder', 'synchronous'])
  const payload = '{"n":10}'
  const results = await Promise.all(
    ['asynchronous', 'synchronous', 'callback', 'folder', 'common'].map((name) =>
      call(functions, name, { payload }),
    ),
  )
  assert.deepEqual(results.map(valueOf), [11, 12, 13, 14, 15])
})

test(
  'a Python handler is called handler or lambda_handler, and numbers keep their digits',
  needsPython,
  async (t) => {
    const { functions } = open(t, {
      'echo.py': 'def handler(event, context):\n    return event\n',
      'other/index.py': 'def lambda_handler(event, context):\n    return {"is": event}\n',
      'raw.py': 'def handler(event, context):\n    return b\'{"a":\\n1}\'\n',
    })
    assert.equal((await call(functions, 'echo', { payload: '0.0' })).payload, '0.0')
    assert.deepEqual(valueOf(await call(functions, 'other', { payload: '"ä"' })), { is: 'ä' })
    assert.deepEqual(valueOf(await call(functions, 'raw')), { a: 1 })
    assert.deepEqual(valueOf(await call(functions, 'echo', { payload: '' })), {})
  },
)

test("the second invocation finds the first one's process", async (t) => {
  const { functions } = open(t, { 'count.ts': 'let n = 0\nexport const handler = async () => ++n' })
  assert.equal(valueOf(await call(functions, 'count')), 1)
  assert.equal(valueOf(await call(functions, 'count')), 2)
})

test('the context says what Lambda says, and the environment what a Lambda function would see', async (t) => {
  const { functions } = open(
    t,
    {
      'look.ts': `export const handler = async (event, context) => ({
        ...context,
        remaining: context.getRemainingTimeInMillis() > 4000 && context.getRemainingTimeInMillis() <= 5000,
        region: process.env.AWS_REGION, own: process.env.OWN, given: process.env.GIVEN,
        names: Object.keys(process.env),
      })`,
    },
    {
      functions: { look: { timeoutSeconds: 5, memoryMegabytes: 256, environment: { OWN: 'yes' } } },
      environment: ({ account }) => ({ GIVEN: account }),
    },
  )
  process.env['STEPWELL_TEST_SECRET'] = 'hidden'
  t.after(() => delete process.env['STEPWELL_TEST_SECRET'])
  const clientContext = Buffer.from('{"custom":{"a":1}}').toString('base64')
  const result = await call(functions, 'look', { clientContext })
  const { names, awsRequestId, ...seen } = valueOf(result) as JsonObject
  assert.equal(awsRequestId, result.requestId)
  assert.deepEqual(seen, {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'look',
    functionVersion: '$LATEST',
    memoryLimitInMB: '256',
    logGroupName: '/aws/lambda/look',
    logStreamName: 'local/[$LATEST]',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:look',
    clientContext: { custom: { a: 1 } },
    remaining: true,
    region: 'eu-central-1',
    own: 'yes',
    given: '000000000000',
  })
  assert(!(names as string[]).includes('STEPWELL_TEST_SECRET'))
})

test('a function is found by its name, its ARN and with a qualifier, and runs in the namespace of the ARN', async (t) => {
  const { functions } = open(t, {
    'where.ts':
      'export const handler = async (_, context) => [context.invokedFunctionArn, process.env.AWS_REGION]',
  })
  const own = ['arn:aws:lambda:eu-central-1:000000000000:function:where', 'eu-central-1']
  assert.deepEqual(valueOf(await call(functions, 'where:$LATEST')), own)
  assert.deepEqual(valueOf(await call(functions, '000000000000:function:where')), own)
  const arn = 'arn:aws:lambda:us-west-2:111111111111:function:where'
  assert.deepEqual(valueOf(await call(functions, `${arn}:live`)), [arn, 'us-west-2'])
  assert.equal(functions.has(`${arn}:live`), true)
  assert.equal(functions.has('elsewhere'), false)
})

test("an unknown function is refused in Lambda's words", async (t) => {
  const { functions } = open(t, {})
  const error = await refusalOf(call(functions, 'nobody'))
  assert.deepEqual(
    [error.code, error.statusCode, error.message],
    [
      'ResourceNotFoundException',
      404,
      'Function not found: arn:aws:lambda:eu-central-1:000000000000:function:nobody:$LATEST',
    ],
  )
})

test('what a Node handler throws is reported with its type, message and trace', async (t) => {
  const { functions } = open(t, {
    'own.ts':
      'class TooSmall extends Error { override name = "TooSmall" }\nexport const handler = async () => { throw new TooSmall("4 pixels") }',
    'early.cjs': 'exports.handler = () => { throw new RangeError("at once") }',
    'back.cjs': 'exports.handler = (e, c, callback) => callback(new TypeError("back"))',
    'text.mjs': 'export const handler = async () => { throw "a text" }',
  })
  const own = failureOf(await call(functions, 'own'))
  assert.deepEqual([own['errorType'], own['errorMessage']], ['TooSmall', '4 pixels'])
  assert.match(String((own['trace'] as string[])[1]), /own\.ts/)
  assert.equal(failureOf(await call(functions, 'early'))['errorType'], 'RangeError')
  assert.equal(failureOf(await call(functions, 'back'))['errorMessage'], 'back')
  assert.deepEqual(failureOf(await call(functions, 'text')), {
    errorType: 'string',
    errorMessage: 'a text',
    trace: [],
  })
})

test("what a Python handler raises is reported as Lambda's Python runtime does", needsPython, async (t) => {
  const code = 'def handler(event, context):\n    raise Exception("Some exception was raised.")\n'
  const { functions, directory } = open(t, { 'raise.py': code })
  const result = await call(functions, 'raise')
  assert.deepEqual(failureOf(result), {
    errorMessage: 'Some exception was raised.',
    errorType: 'Exception',
    requestId: result.requestId,
    stackTrace: [
      `  File "${join(directory, 'raise.py')}", line 2, in handler\n    raise Exception("Some exception was raised.")\n`,
    ],
  })
})

test('a result that is no JSON is a Runtime.MarshalError', async (t) => {
  const { functions } = open(t, {
    'circle.ts': 'export const handler = async () => { const a: object[] = []; a.push(a); return a }',
    'big.ts': 'export const handler = async () => 1n',
    'nothing.ts': 'export const handler = async () => {}',
  })
  assert.equal(failureOf(await call(functions, 'circle'))['errorType'], 'Runtime.MarshalError')
  assert.equal(failureOf(await call(functions, 'big'))['errorType'], 'Runtime.MarshalError')
  assert.equal(valueOf(await call(functions, 'nothing')), null)
})

test('a Python result that is no JSON is a Runtime.MarshalError', needsPython, async (t) => {
  const { functions } = open(t, { 'set.py': 'def handler(event, context):\n    return {1, 2}\n' })
  const failure = failureOf(await call(functions, 'set'))
  assert.equal(failure['errorType'], 'Runtime.MarshalError')
  assert.equal(
    failure['errorMessage'],
    'Unable to marshal response: Object of type set is not JSON serializable',
  )
})

test('a file that cannot be loaded fails the call with its reason, and works once it is right', async (t) => {
  const { functions, directory } = open(t, {
    'missing.ts': 'import "./nowhere.ts"\nexport const handler = async () => 1',
    'broken.ts': 'export const handler = async () => {',
    'empty.ts': 'export const other = 1',
    'throws.ts': 'throw new TypeError("at start")',
  })
  const type = async (name: string) => failureOf(await call(functions, name))['errorType']
  assert.equal(await type('missing'), 'Runtime.ImportModuleError')
  assert.equal(await type('broken'), 'Runtime.UserCodeSyntaxError')
  assert.equal(await type('empty'), 'Runtime.HandlerNotFound')
  assert.equal(await type('throws'), 'TypeError')
  write(directory, { 'broken.ts': 'export const handler = async () => "right"' })
  assert.equal(valueOf(await call(functions, 'broken')), 'right')
})

test('a Python file that cannot be loaded fails the call with its reason', needsPython, async (t) => {
  const { functions } = open(t, {
    'missing.py': 'import nowhere_at_all\n',
    'broken.py': 'def handler(:\n',
    'empty.py': 'x = 1\n',
  })
  const failure = async (name: string) => failureOf(await call(functions, name))
  assert.equal((await failure('missing'))['errorType'], 'Runtime.ImportModuleError')
  assert.equal((await failure('broken'))['errorType'], 'Runtime.UserCodeSyntaxError')
  assert.equal((await failure('empty'))['errorMessage'], "Handler 'handler' missing on module 'empty'")
})

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

test('a callback waits for the event loop unless its context says otherwise', async (t) => {
  const { functions } = open(t, {
    'wait.cjs': `let ticks = 0
      exports.handler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = event.wait
        const result = { get ticks() { return ticks } }
        setTimeout(() => ticks++, 5)
        callback(null, result)
      }`,
    'order.cjs': `let written = 0
      exports.written = () => written
      exports.handler = (event, context, callback) => {
        if (event.read) { context.callbackWaitsForEmptyEventLoop = false; return callback(null, written) }
        setTimeout(() => { written++ }, 20)
        callback(null, 'called back')
      }`,
  })
  assert.deepEqual(valueOf(await call(functions, 'wait', { payload: '{"wait":false}' })), { ticks: 0 })
  assert.equal(valueOf(await call(functions, 'order')), 'called back')
  assert.equal(valueOf(await call(functions, 'order', { payload: '{"read":true}' })), 1)
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

test('invocations that wait for each other get a process each, up to the limit', async (t) => {
  const meet = `import { existsSync, writeFileSync } from 'node:fs'
    export const handler = async ({ me, other }: { me: string; other: string }) => {
      writeFileSync(me, '')
      while (!existsSync(other)) await new Promise((resolve) => setTimeout(resolve, 5))
      return process.pid
    }`
  const { functions, directory } = open(
    t,
    { 'meet.ts': meet, 'one.ts': processNumber },
    { functions: { one: { concurrency: 1 } } },
  )
  const [a, b] = [join(directory, '..', 'a'), join(directory, '..', 'b')]
  const pids = await Promise.all([
    call(functions, 'meet', { payload: JSON.stringify({ me: a, other: b }) }),
    call(functions, 'meet', { payload: JSON.stringify({ me: b, other: a }) }),
  ])
  assert.equal(new Set(pids.map(valueOf)).size, 2)
  const ones = await Promise.all(Array.from({ length: 50 }, () => call(functions, 'one')))
  assert.equal(new Set(ones.map(valueOf)).size, 1)
})

test('what a handler prints goes to the log line by line and never into the result', async (t) => {
  const { functions, log } = open(t, {
    'print.ts': `import { writeSync } from 'node:fs'
      export const handler = async () => {
        console.log('R"forged"')
        console.error('two\\nlines')
        writeSync(1, 'without an end')
        return 'the result'
      }`,
  })
  const result = await call(functions, 'print', { logType: 'Tail' })
  assert.equal(valueOf(result), 'the result')
  const lines = (stream: string) => log.filter((entry) => entry.stream === stream).map((entry) => entry.line)
  assert.deepEqual(lines('stdout'), ['R"forged"', 'without an end'])
  assert.deepEqual(lines('stderr'), ['two', 'lines'])
  assert(log.every((entry) => entry.functionName === 'print' && entry.requestId === result.requestId))
})

test("the tail of the log is that invocation's last 4 KiB", async (t) => {
  const { functions } = open(t, {
    'talk.ts': `export const handler = async ({ lines }: { lines: number }) => {
      for (let i = 0; i < lines; i++) console.log('line ' + i + ' of ' + lines)
    }`,
  })
  const tail = async (lines: number) => {
    const result = await call(functions, 'talk', { payload: JSON.stringify({ lines }), logType: 'Tail' })
    return { text: Buffer.from(result.logResult!, 'base64').toString('utf8'), id: result.requestId }
  }
  const long = await tail(1000)
  assert.equal(Buffer.byteLength(long.text), 4096)
  assert.match(long.text, /line 999 of 1000\nEND RequestId: /)
  const { text, id } = await tail(2)
  const report = `REPORT RequestId: ${id}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 1024 MB\t\n`
  const expected = `^START RequestId: ${id} Version: \\$LATEST\nline 0 of 2\nline 1 of 2\nEND RequestId: ${id}\n${report}$`
  assert.match(text, new RegExp(expected))
  assert.equal((await call(functions, 'talk', { payload: '{"lines":0}' })).logResult, undefined)
})

test('the tail of a Python function has what it printed', needsPython, async (t) => {
  const { functions } = open(t, {
    'talk.py': 'def handler(event, context):\n    print("hello", context.function_name)\n',
  })
  const result = await call(functions, 'talk', { logType: 'Tail' })
  assert.match(Buffer.from(result.logResult!, 'base64').toString('utf8'), /\nhello talk\nEND /)
})

test('a crash and a timeout have a tail, too', async (t) => {
  const { functions } = open(t, {
    'die.ts': 'export const handler = () => { console.log("last words"); process.abort() }',
  })
  const result = await call(functions, 'die', { logType: 'Tail' })
  assert.equal(failureOf(result)['errorType'], 'Runtime.ExitError')
  assert.match(Buffer.from(result.logResult!, 'base64').toString('utf8'), /^START RequestId/)
})

test('a large payload passes, and one beyond the limit is refused or fails', async (t) => {
  const limit = 2 * 1024 * 1024
  const { functions } = open(
    t,
    {
      'echo.ts':
        'export const handler = async (event: { times: number; text: string }) => event.text.repeat(event.times)',
    },
    { payloadBytesMax: limit },
  )
  const text = 'ä'.repeat(400_000)
  const result = await call(functions, 'echo', { payload: JSON.stringify({ times: 2, text }) })
  assert.equal(result.payload, `"${text}${text}"`)
  const tooLarge = failureOf(await call(functions, 'echo', { payload: JSON.stringify({ times: 3, text }) }))
  assert.equal(tooLarge['errorType'], 'Function.ResponseSizeTooLarge')
  const refused = await refusalOf(call(functions, 'echo', { payload: JSON.stringify('x'.repeat(limit)) }))
  assert.deepEqual([refused.code, refused.statusCode], ['RequestTooLargeException', 413])
})

test('a payload with line breaks and tabs arrives as it was', async (t) => {
  const { functions } = open(t, { 'echo.ts': 'export const handler = async (event: unknown) => event' })
  const payload = '{\r\n\t"text": "a\\n\\tb",\n\t"list": [1,\n2]\n}'
  assert.deepEqual(valueOf(await call(functions, 'echo', { payload })), { text: 'a\n\tb', list: [1, 2] })
})

test('an event is accepted at once and run, a dry run is not run', async (t) => {
  const { functions, log } = open(t, {
    'note.ts': 'export const handler = async (e: unknown) => console.log(JSON.stringify(e))',
  })
  const dry = await call(functions, 'note', { invocationType: 'DryRun', payload: '"dry"' })
  assert.deepEqual([dry.statusCode, dry.payload], [204, ''])
  const event = await call(functions, 'note', { invocationType: 'Event', payload: '"event"' })
  assert.deepEqual([event.statusCode, event.payload], [202, ''])
  await until(() => log.length > 0)
  assert.deepEqual(
    log.map((entry) => entry.line),
    ['"event"'],
  )
})

test('a changed, a new and a removed file are followed', async (t) => {
  let reloaded = Promise.withResolvers<readonly string[]>()
  const { functions, directory } = open(
    t,
    {
      'change.ts': 'import { value } from "./shared/value.ts"\nexport const handler = async () => value',
      'shared/value.ts': 'export const value = 1',
    },
    { watch: true, onReload: (names) => reloaded.resolve(names) },
  )
  const next = async (change: () => void) => {
    reloaded = Promise.withResolvers()
    change()
    return reloaded.promise
  }
  assert.equal(valueOf(await call(functions, 'change')), 1)
  await next(() => write(directory, { 'shared/value.ts': 'export const value = 2' }))
  assert.equal(valueOf(await call(functions, 'change')), 2)
  assert.deepEqual(await next(() => write(directory, { 'added.ts': processNumber })), ['added', 'change'])
  assert.equal(typeof valueOf(await call(functions, 'added')), 'number')
  assert.deepEqual(await next(() => rmSync(join(directory, 'change.ts'))), ['added'])
  assert.equal((await refusalOf(call(functions, 'change'))).code, 'ResourceNotFoundException')
})

test('an invocation that runs while its file changes finishes with the old code', async (t) => {
  const reloaded = Promise.withResolvers<void>()
  const { functions, directory, log } = open(
    t,
    {
      'long.ts':
        'export const handler = async () => { console.log("started"); await new Promise((r) => process.stdin.once("never", r).constructor && setTimeout(r, 400)); return "old" }',
    },
    { watch: true, onReload: () => reloaded.resolve() },
  )
  const running = call(functions, 'long')
  await until(() => log.length > 0)
  write(directory, { 'long.ts': 'export const handler = async () => "new"' })
  await reloaded.promise
  assert.equal(valueOf(await call(functions, 'long')), 'new')
  assert.equal(valueOf(await running), 'old')
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

/** Resolves when the condition holds; looks again on every turn of the event loop. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

/** Whether the process runs (a zombie does not). */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
