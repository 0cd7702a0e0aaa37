/**
 * Expressions without end beside the work of others: they are stopped by a named limit, other executions' timers fire
 * and the server answers meanwhile.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverOfFile } from '../support/sdk.ts'

const on = serverOfFile()

const roleArn = 'arn:aws:iam::000000000000:role/r'
const text = 'a'.repeat(40)
const time = /Expression evaluation timeout/
const memory = /memory limit exceeded/
const any = /Expression evaluation timeout|Stack overflow|memory limit exceeded/

/** Some end by the time they may take, some by memory; which one comes first may depend on the machine. */
const endless: Readonly<Record<string, readonly [expression: string, limit: RegExp]>> = {
  'a recursion in the last place': ['($f := function($x) { $f($x + 1) }; $f(1))', any],
  'a recursion that leaves work behind': ['($f := function($x) { 1 + $f($x + 1) }; $f(1))', any],
  'a loop over a huge range': ['$sum($map([1..9999999], function($v) { $v * $v }))', any],
  'a range beyond all bounds': ['[1..100000000000]', any],
  'a text that doubles': ['$reduce([1..60], function($a, $b) { $a & $a }, "xx")', any],
  'a text that is padded': ['$pad("x", 1000000000000)', memory],
  'a list that doubles': ['$reduce([1..60], function($a, $b) { $append($a, $a) }, [1])', any],
  'an object that doubles': [
    '($f := function($n) { $n = 0 ? 1 : ($x := $f($n - 1); {"a": $x, "b": $x}) }; $f(60))',
    any,
  ],
  'a huge list that is sorted': ['$sort([1..9999999], function($a, $b) { $a < $b })', any],
  'a regular expression that backtracks behind a lookahead': [
    '$contains($states.input.text & "!", /^(?=a)(a+)+$/)',
    time,
  ],
}

async function machine(name: string, definition: object): Promise<string> {
  const { stateMachineArn } = await on.sfn.createStateMachine({
    name: name.replaceAll(' ', '-'),
    definition: JSON.stringify(definition),
    roleArn,
  })
  return stateMachineArn!
}

const evaluating = (expression: string) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'P',
  States: { P: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } },
})

async function start(stateMachineArn: string): Promise<string> {
  const { executionArn } = await on.sfn.startExecution({ stateMachineArn, input: JSON.stringify({ text }) })
  return executionArn!
}

/** Asks until the execution has ended: every question is one that the server answers meanwhile. */
async function ended(executionArn: string) {
  for (;;) {
    const described = await on.sfn.describeExecution({ executionArn })
    if (described.status !== 'RUNNING') return described
  }
}

test('expressions without end are stopped by name, and hold up no timer and no caller', async (t) => {
  const machines = await Promise.all(
    Object.entries(endless).map(([name, [expression]]) => machine(name, evaluating(expression))),
  )
  const waiting = await machine('wait', {
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 1, End: true } },
  })
  const begun = await Promise.all(machines.map(start))
  const waits = await Promise.all(Array.from({ length: 10 }, () => start(waiting)))

  for (const executionArn of waits) {
    assert.equal((await ended(executionArn)).status, 'SUCCEEDED')
    const { events } = await on.sfn.getExecutionHistory({ executionArn })
    const at = (type: string) => events!.find((event) => event.type === type)!.timestamp!.getTime()
    const took = at('WaitStateExited') - at('WaitStateEntered')
    assert.ok(took >= 1000 && took < 5000, `a Wait of one second took ${took} ms`)
  }
  const running = await Promise.all(begun.map((executionArn) => on.sfn.describeExecution({ executionArn })))
  const stillRunning = running.filter(({ status }) => status === 'RUNNING').length
  t.diagnostic(`${stillRunning} of ${begun.length} were still running when the waits had ended`)
  assert.ok(stillRunning > 0, 'the waits had the server to themselves')

  for (const [i, [name, [, limit]]] of Object.entries(endless).entries()) {
    const { status, error, cause } = await ended(begun[i]!)
    assert.deepEqual(
      { name, status, error },
      { name, status: 'FAILED', error: 'States.QueryEvaluationError' },
    )
    assert.match(cause!, limit, name)
    assert.match(cause!, /^An error occurred while executing the state 'P' \(entered at the event id #2\)\. /)
  }
})

test('a regular expression that would backtrack, but looks nowhere, ends at once', async () => {
  const expression = '$contains($states.input.text & "!", /^(a+)+$/) ? "yes" : "no"'
  const { status, output } = await ended(await start(await machine('linear', evaluating(expression))))
  assert.deepEqual({ status, output }, { status: 'SUCCEEDED', output: '"no"' })
})

test('the error can be caught', async () => {
  const caught = await machine('caught', {
    QueryLanguage: 'JSONata',
    StartAt: 'Tried',
    States: {
      Tried: {
        Type: 'Parallel',
        Branches: [evaluating('$pad("x", 1000000000000)')].map(({ StartAt, States }) => ({
          StartAt,
          States,
        })),
        Catch: [
          {
            ErrorEquals: ['States.QueryEvaluationError'],
            Output: '{% $states.errorOutput.Error %}',
            Next: 'Done',
          },
        ],
        End: true,
      },
      Done: { Type: 'Succeed' },
    },
  })
  const { status, output } = await ended(await start(caught))
  assert.deepEqual({ status, output }, { status: 'SUCCEEDED', output: '"States.QueryEvaluationError"' })
})
