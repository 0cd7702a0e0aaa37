/** What functions print. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needsPython, open, call, valueOf, failureOf } from './functions-under-test.ts'

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
