/** Local functions: names, payloads, concurrency. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, call, valueOf, failureOf, refusalOf, until } from './functions-under-test.ts'

const processNumber = 'export const handler = async () => process.pid\n'

test("the second invocation finds the first one's process", async (t) => {
  const { functions } = open(t, { 'count.ts': 'let n = 0\nexport const handler = async () => ++n' })
  assert.equal(valueOf(await call(functions, 'count')), 1)
  assert.equal(valueOf(await call(functions, 'count')), 2)
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
