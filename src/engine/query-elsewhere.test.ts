import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { AslError, defaultLimits, parseJson, printJson, seededRandom, type Json, type Outcome } from '#base'
import { compileJsonata, type JsonataRequest, type JsonataScope } from '#query'
import { openQueryThreads, type QueryThreads, type QueryThreadSettings } from './query-elsewhere.ts'

function threads(t: TestContext, settings: QueryThreadSettings = {}): QueryThreads {
  const opened = openQueryThreads(settings)
  t.after(() => opened.close())
  return opened
}

function scope(opened: QueryThreads, input: Json = null): JsonataScope {
  return {
    states: { input, context: () => ({}) },
    variables: new Map(),
    at: 1_700_000_000_000,
    random: () => seededRandom('test'),
    limits: defaultLimits,
    elsewhere: (given) => opened.evaluate(given),
  }
}

async function evaluate(text: string, within: JsonataScope): Promise<Outcome<Json | undefined>> {
  const expression = compileJsonata(text)
  assert.ok('evaluate' in expression)
  return expression.evaluate(within, 'Output')
}

function request(text: string): JsonataRequest {
  return { text, field: 'Output', states: {}, variables: {}, at: 0, seed: '', limits: defaultLimits }
}

function causeOf(outcome: Outcome<Json | undefined>): string {
  assert.ok(outcome instanceof AslError)
  assert.equal(outcome.error, 'States.QueryEvaluationError')
  return outcome.cause!
}

const forEver = '($f := function($x) { $f($x + 1) }; $f(1))'

test('an expression that takes long is answered from a thread, with the digits of its numbers', async (t) => {
  const input = parseJson('{"big": 12345678901234567890, "n": 1.0}')
  const text = '{"big": $states.input.big, "n": $states.input.n, "sum": $sum([1..1000000]), "at": $millis()}'
  const outcome = await evaluate(text, scope(threads(t), input))
  assert.equal(
    printJson(outcome as Json),
    '{"big":12345678901234567890,"n":1.0,"sum":500000500000,"at":1700000000000}',
  )
})

test('the random numbers are those of the seed, wherever it is evaluated', async (t) => {
  const opened = threads(t)
  const seeded = { ...request('[$random(), $uuid()]'), seed: 'a seed' }
  const first = await opened.evaluate(seeded)
  assert.deepEqual(first, await opened.evaluate(seeded))
  assert.notDeepEqual(first, await opened.evaluate({ ...seeded, seed: 'another' }))
})

test('what has no result has none from a thread either', async (t) => {
  assert.equal(await threads(t).evaluate(request('$nobody')), undefined)
})

test('a fault in a thread reads like one on the event loop', async (t) => {
  const cause = causeOf(await threads(t).evaluate(request('1 + "x"')))
  assert.match(
    cause,
    /^The JSONata expression '1 \+ "x"' specified for the field 'Output' threw an error .* T2002: /,
  )
})

test('an expression without end is stopped, others are answered meanwhile, and timers fire', async (t) => {
  const opened = threads(t, { msMax: 2500 })
  const order: string[] = []
  const endless = evaluate(forEver, scope(opened)).then((outcome) => {
    order.push('endless')
    return outcome
  })
  // 40 timers in a row: they are the event loop's pulse. Behind them the endless expression still runs.
  const pulse = (async () => {
    for (let i = 0; i < 40; i++) await new Promise((resolve) => setTimeout(resolve, 1))
    order.push('timers')
  })()
  const other = opened.evaluate(request('$sum([1..10])')).then((outcome) => {
    order.push('other')
    return outcome
  })
  await pulse
  assert.equal(await other, 55)
  assert.match(causeOf(await endless), /Expression evaluation timeout/)
  assert.equal(order.at(-1), 'endless')
  assert.equal(await opened.evaluate(request('$sum([1..3])')), 6)
})

test('a regular expression that backtracks without end costs its thread, not the server', async (t) => {
  const opened = threads(t, { msMax: 1500 })
  const text = `$contains("${'a'.repeat(60)}!", /^(a+)+(?=b)$/)`
  assert.match(causeOf(await opened.evaluate(request(text))), /Expression evaluation timeout/)
  assert.equal(await opened.evaluate(request('1 + 1')), 2)
})

test('an expression that needs more memory than a thread has fails alone', async (t) => {
  const opened = threads(t)
  const text = '$reduce([1..40], function($a, $b) { $append($a, $a) }, [1])'
  assert.match(causeOf(await opened.evaluate(request(text))), /memory limit exceeded/)
  assert.equal(await opened.evaluate(request('1 + 1')), 2)
})

test('the queue has an end', async (t) => {
  const opened = threads(t, { threadsMax: 1, queueMax: 1, msMax: 1500 })
  const [running, waiting, refused] = [forEver, '1', '2'].map((text) => opened.evaluate(request(text)))
  assert.match(causeOf(await refused!), /Expression evaluation timeout/)
  assert.match(causeOf(await running!), /Expression evaluation timeout/)
  assert.equal(await waiting, 1)
})

test('closing ends what runs and what waits', async () => {
  const opened = openQueryThreads({ threadsMax: 1 })
  const outcomes = [forEver, forEver].map((text) => opened.evaluate(request(text)))
  await opened.close()
  for (const outcome of await Promise.all(outcomes)) assert.match(causeOf(outcome), /timeout/)
  assert.match(causeOf(await opened.evaluate(request('1'))), /timeout/)
})
