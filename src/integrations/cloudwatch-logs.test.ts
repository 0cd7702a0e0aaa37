import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { httpService } from '../../test/support/http-service.ts'
import { cloudWatchLogs, type DeliveredLogEvent } from './cloudwatch-logs.ts'

interface Call {
  readonly action: string
  readonly body: {
    readonly logGroupName: string
    readonly logStreamName: string
    readonly logEvents?: readonly { readonly timestamp: number; readonly message: string }[]
  }
}

type Answer = { readonly status?: number; readonly error?: string; readonly body?: object } | 'hang up'

/** A service that speaks the protocol of CloudWatch Logs and answers as it is told. */
async function service(t: TestContext, answerTo: (call: Call, index: number) => Answer = () => ({})) {
  const calls: Call[] = []
  const endpoint = await httpService(t, (request, text) => {
    const call: Call = {
      action: String(request.headers['x-amz-target']).split('.')[1]!,
      body: JSON.parse(text.toString()) as Call['body'],
    }
    const answer = answerTo(call, calls.push(call) - 1)
    if (answer === 'hang up') return answer
    const { status = answer.error === undefined ? 200 : 400, error, body = {} } = answer
    const answered = error === undefined ? body : { __type: error, message: 'no' }
    return { status, contentType: 'application/x-amz-json-1.1', body: JSON.stringify(answered) }
  })
  const said: string[] = []
  const say = (_details: object, message: string) => void said.push(message)
  const open = (waitingBytesMax?: number) =>
    cloudWatchLogs({
      access: {
        endpoints: { 'cloudwatch-logs': endpoint },
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        environment: {},
      },
      say: { warn: say, info: say },
      times: { gatherMs: 5, retryMs: 1, retryMsMax: 5, closeMs: 20_000 },
      ...(waitingBytesMax !== undefined && { waitingBytesMax }),
    })
  return { calls, said, open }
}

const at = Date.UTC(2026, 0, 31, 13, 5)
const event = (message: string, more: Partial<DeliveredLogEvent> = {}): DeliveredLogEvent => ({
  logGroupArn: 'arn:aws:logs:eu-west-1:000000000000:log-group:/aws/vendedlogs/states/mine:*',
  stateMachineName: 'Mine',
  timestamp: at,
  message,
  ...more,
})
const puts = (calls: readonly Call[]) => calls.filter(({ action }) => action === 'PutLogEvents')
const messages = (calls: readonly Call[]) =>
  puts(calls).flatMap(({ body }) => body.logEvents!.map(({ message }) => message))

test('events are put into the stream of their state machine and hour, in the order of their times', async (t) => {
  const { calls, open } = await service(t)
  const logs = open()
  logs.add(event('late', { timestamp: at + 2 }))
  logs.add(event('early', { timestamp: at + 1 }))
  await logs.close()
  assert.deepEqual(
    calls.map(({ action }) => action),
    ['CreateLogStream', 'PutLogEvents'],
  )
  const { logGroupName, logStreamName, logEvents } = calls[1]!.body
  assert.equal(logGroupName, '/aws/vendedlogs/states/mine')
  assert.match(logStreamName, /^states\/Mine\/2026-01-31-13-00\/[0-9a-f]{8}$/)
  assert.equal(calls[0]!.body.logStreamName, logStreamName)
  assert.deepEqual(logEvents, [
    { timestamp: at + 1, message: 'early' },
    { timestamp: at + 2, message: 'late' },
  ])
  assert.deepEqual(logs.statistics, { sent: 2, dropped: 0, waiting: 0 })
})

test('a stream that is there already is used, and made once', async (t) => {
  const { calls, open } = await service(t, ({ action }) =>
    action === 'CreateLogStream' ? { error: 'ResourceAlreadyExistsException' } : {},
  )
  const logs = open()
  for (let i = 0; i < 10_001; i++) logs.add(event(String(i)))
  await logs.close()
  assert.deepEqual(
    calls.map(({ action }) => action),
    ['CreateLogStream', 'PutLogEvents', 'PutLogEvents'],
  )
  assert.equal(puts(calls)[0]!.body.logEvents!.length, 10_000)
})

test('a batch has a mebibyte at most, with 26 bytes for each event', async (t) => {
  const { calls, open } = await service(t)
  const logs = open()
  const quarter = 'ä'.repeat((256 * 1024 - 26) / 2)
  for (let i = 0; i < 5; i++) logs.add(event(quarter))
  await logs.close()
  assert.deepEqual(
    puts(calls).map(({ body }) => body.logEvents!.length),
    [4, 1],
  )
})

test('what is throttled, fails or is not answered is put again, in its order', async (t) => {
  const answers: Answer[] = [
    {},
    { error: 'ThrottlingException' },
    { status: 500, error: 'InternalFailure' },
    'hang up',
  ]
  const { calls, said, open } = await service(t, (_, index) => answers[index] ?? {})
  const logs = open()
  logs.add(event('one'))
  logs.add(event('two'))
  await logs.close()
  assert.deepEqual(messages(calls.slice(-1)), ['one', 'two'])
  assert.deepEqual(logs.statistics, { sent: 2, dropped: 0, waiting: 0 })
  assert.deepEqual(said, [
    'log events cannot be delivered just now; they wait and are sent again',
    'log events are delivered again',
  ])
})

test('a log group that is not there is not made: its events are dropped and others are put', async (t) => {
  const { calls, said, open } = await service(t, ({ body }) =>
    body.logGroupName === 'missing' ? { error: 'ResourceNotFoundException' } : {},
  )
  const logs = open()
  logs.add(event('lost', { logGroupArn: 'arn:aws:logs:eu-west-1:000000000000:log-group:missing:*' }))
  logs.add(event('kept'))
  await logs.close()
  assert.deepEqual(messages(calls), ['kept'])
  assert.deepEqual(logs.statistics, { sent: 1, dropped: 1, waiting: 0 })
  assert.match(said.join(), /ResourceNotFoundException of the log group missing in eu-west-1/)
  assert.ok(!calls.some(({ action }) => action === 'CreateLogGroup'))
})

test('a stream that was deleted meanwhile is made again', async (t) => {
  const { calls, open } = await service(t, (_, index) =>
    index === 1 ? { error: 'ResourceNotFoundException' } : {},
  )
  const logs = open()
  logs.add(event('one'))
  await logs.close()
  assert.deepEqual(
    calls.map(({ action }) => action),
    ['CreateLogStream', 'PutLogEvents', 'CreateLogStream', 'PutLogEvents'],
  )
  assert.equal(logs.statistics.sent, 1)
})

test('what there is no room for is dropped, counted, and said once', async (t) => {
  const { said, open } = await service(t)
  const logs = open(1000)
  for (let i = 0; i < 5; i++) logs.add(event('x'.repeat(400)))
  await logs.close()
  assert.deepEqual(logs.statistics, { sent: 2, dropped: 3, waiting: 0 })
  assert.deepEqual(said, ['too many log events wait to be delivered: others are dropped until there is room'])
})

test('events that are too old for their group are counted as dropped', async (t) => {
  const { open } = await service(t, ({ action }) =>
    action === 'PutLogEvents' ? { body: { rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } } } : {},
  )
  const logs = open()
  logs.add(event('old', { timestamp: at - 1 }))
  logs.add(event('new'))
  await logs.close()
  assert.deepEqual(logs.statistics, { sent: 1, dropped: 1, waiting: 0 })
})
