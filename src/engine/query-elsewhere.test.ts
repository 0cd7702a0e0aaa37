import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { AslError, defaultLimits, parseJson, printJson, seededRandom, type Json, type Outcome } from '#base'
import { compileJsonata, type JsonataRequest, type JsonataScope } from '#query'
import { openQueryProcesses, type QueryProcesses, type QueryProcessSettings } from './query-elsewhere.ts'

function processes(t: TestContext, settings: QueryProcessSettings = {}): QueryProcesses {
  const opened = openQueryProcesses(settings)
  t.after(() => opened.close())
  return opened
}

function scope(opened: QueryProcesses, input: Json = null): JsonataScope {
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

test('an expression that takes long is answered from a process, with the digits of its numbers', async (t) => {
  const input = parseJson('{"big": 12345678901234567890, "n": 1.0}')
  const text = '{"big": $states.input.big, "n": $states.input.n, "sum": $sum([1..1000000]), "at": $millis()}'
  const outcome = await evaluate(text, scope(processes(t), input))
  assert.equal(
    printJson(outcome as Json),
    '{"big":12345678901234567890,"n":1.0,"sum":500000500000,"at":1700000000000}',
  )
})

test('the random numbers are those of the seed, wherever it is evaluated', async (t) => {
  const opened = processes(t)
  const seeded = { ...request('[$random(), $uuid()]'), seed: 'a seed' }
  const first = await opened.evaluate(seeded)
  assert.deepEqual(first, await opened.evaluate(seeded))
  assert.notDeepEqual(first, await opened.evaluate({ ...seeded, seed: 'another' }))
})

test('what has no result has none from a process either', async (t) => {
  assert.equal(await processes(t).evaluate(request('$nobody')), undefined)
})

test('a fault in a process reads like one on the event loop', async (t) => {
  const cause = causeOf(await processes(t).evaluate(request('1 + "x"')))
  assert.match(
    cause,
    /^The JSONata expression '1 \+ "x"' specified for the field 'Output' threw an error .* T2002: /,
  )
})

test('an expression without end is stopped, others are answered meanwhile, and timers fire', async (t) => {
  const opened = processes(t, { msMax: 2500 })
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

test('a regular expression that backtracks without end costs its process, not the server', async (t) => {
  const opened = processes(t, { msMax: 1500 })
  const text = `$contains("${'a'.repeat(60)}!", /^(a+)+(?=b)$/)`
  assert.match(causeOf(await opened.evaluate(request(text))), /Expression evaluation timeout/)
  assert.equal(await opened.evaluate(request('1 + 1')), 2)
})

test('an expression that needs more memory than a process has fails alone', async (t) => {
  const opened = processes(t)
  const text = '$reduce([1..40], function($a, $b) { $append($a, $a) }, [1])'
  assert.match(causeOf(await opened.evaluate(request(text))), /memory limit exceeded/)
  assert.equal(await opened.evaluate(request('1 + 1')), 2)
})

test('one allocation that is larger than all memory ends its process, not the server', async (t) => {
  const opened = processes(t)
  const list = '[1..9999999]'
  const text = `$count($append($append(${list}, ${list}), $append(${list}, ${list})))`
  assert.match(causeOf(await opened.evaluate(request(text))), /memory limit exceeded/)
  assert.equal(await opened.evaluate(request('1 + 1')), 2)
})

test('no process outlives the server, though it backtracks for ever', async (t) => {
  const text = `$contains("${'a'.repeat(60)}!", /^(a+)+(?=b)$/)`
  const program = `
    import { openQueryProcesses } from '${import.meta.resolve('./query-elsewhere.ts')}'
    void openQueryProcesses().evaluate(${JSON.stringify(request(text))})
    console.log('begun')
  `
  const server = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => server.kill('SIGKILL'))
  await once(server.stdout, 'data')
  const children = psLines('-A', '-o', 'pid=,ppid=').filter(([, parent]) => parent === String(server.pid))
  assert.equal(children.length, 1)
  const [[child]] = children as [[string]]
  server.kill('SIGKILL')
  await once(server, 'exit')
  while (isAlive(child)) await new Promise((next) => setImmediate(next))
})

test('where no process can be started the evaluation fails, and the next one is tried again', async () => {
  const program = `
    import { closeSync, openSync } from 'node:fs'
    import { openQueryProcesses } from '${import.meta.resolve('./query-elsewhere.ts')}'
    const queries = openQueryProcesses()
    const evaluate = async () => queries.evaluate(${JSON.stringify(request('1 + 1'))})
    const open = []
    try { for (;;) open.push(openSync('/dev/null')) } catch {}
    console.log((await evaluate()).cause)
    for (const file of open) closeSync(file)
    console.log(await evaluate())
    await queries.close()
    console.log('closed')
  `
  // Few files may be open, so they are soon used up.
  const command = [
    '-c',
    'ulimit -n 60; exec "$0" "$@"',
    process.execPath,
    '--input-type=module',
    '-e',
    program,
  ]
  const server = spawn('/bin/sh', command, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = (await server.stdout.toArray()).join('').trim().split('\n')
  assert.match(lines[0]!, /no process could be started/)
  assert.deepEqual(lines.slice(1), ['2', 'closed'])
})

/** Lines of `ps` as their words. */
function psLines(...args: readonly string[]): readonly (readonly string[])[] {
  const { stdout } = spawnSync('ps', args, { encoding: 'utf8' })
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trim().split(/\s+/))
}

/** A process that has ended and that nobody has asked after yet has the status Z. */
function isAlive(processId: string): boolean {
  const [line] = psLines('-o', 'stat=', '-p', processId)
  return line !== undefined && !line[0]!.startsWith('Z')
}

test('the queue has an end', async (t) => {
  const opened = processes(t, { processesMax: 1, queueMax: 1, msMax: 1500 })
  const [running, waiting, refused] = [forEver, '1', '2'].map((text) => opened.evaluate(request(text)))
  assert.match(causeOf(await refused!), /Expression evaluation timeout/)
  assert.match(causeOf(await running!), /Expression evaluation timeout/)
  assert.equal(await waiting, 1)
})

test('closing ends what runs and what waits', async () => {
  const opened = openQueryProcesses({ processesMax: 1 })
  const outcomes = [forEver, forEver].map((text) => opened.evaluate(request(text)))
  await opened.close()
  for (const outcome of await Promise.all(outcomes)) assert.match(causeOf(outcome), /timeout/)
  assert.match(causeOf(await opened.evaluate(request('1'))), /timeout/)
})
