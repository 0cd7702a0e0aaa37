/** What handlers may be, what they are given and how their errors are reported. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { JsonObject } from '#base'
import { needsPython, open, write, call, valueOf, failureOf } from './functions-under-test.ts'

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

test('a callback waits for the event loop unless its context says otherwise', async (t) => {
  const { functions } = open(t, {
    'count.cjs': `let later = 0
      exports.handler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = event.wait
        if (event.wait) setTimeout(() => later++, 20)
        callback(null, later)
      }`,
  })
  const count = async (wait: boolean) =>
    valueOf(await call(functions, 'count', { payload: JSON.stringify({ wait }) }))
  assert.equal(await count(true), 0)
  // The answer came after the timer, which is what it had to wait for.
  assert.equal(await count(false), 1)
})

const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

test('a handler finds the trace of its invocation in the environment, and none of the one before', async (t) => {
  const { functions } = open(t, {
    'trace.ts': 'export const handler = async () => process.env._X_AMZN_TRACE_ID ?? null',
  })
  const traces = []
  for (const given of [{ traceHeader }, {}]) traces.push(valueOf(await call(functions, 'trace', given)))
  assert.deepEqual(traces, [traceHeader, null])
})

test('so does a handler in Python', needsPython, async (t) => {
  const { functions } = open(t, {
    'trace.py': 'import os\ndef handler(event, context):\n    return os.environ.get("_X_AMZN_TRACE_ID")\n',
  })
  const traces = []
  for (const given of [{ traceHeader }, {}]) traces.push(valueOf(await call(functions, 'trace', given)))
  assert.deepEqual(traces, [traceHeader, null])
})
