import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compileMachine } from './compile-machine.ts'
import type { Machine, State, StateType } from './machine.ts'
import { outlineOf } from './outline.ts'
import { readDefinition } from './read-definition.ts'
import { readText } from './syntax/read-text.ts'

/** Compiles a definition of which the rules have nothing to say. */
function compile(text: string): Machine {
  const faults = readDefinition(text).diagnostics.filter(({ severity }) => severity === 'error')
  assert.deepEqual(faults, [])
  const { source, root } = readText(text, {})
  return compileMachine(outlineOf(source, root!, 'STANDARD'))
}

const machine = compile(readFileSync(new URL('sound-jsonata.asl.json', import.meta.url), 'utf8'))

function state<T extends StateType>(name: string, type: T): Extract<State, { type: T }> {
  const found = machine.states.get(name)
  assert.equal(found?.type, type)
  return found as Extract<State, { type: T }>
}

const expressionsOf = (template: object | undefined): readonly string[] => {
  assert.ok(template && 'kind' in template && template.kind === 'jsonata-template')
  const { expressions } = template as unknown as {
    readonly expressions: readonly {
      readonly pointer: string
      readonly expression: { readonly text: string }
    }[]
  }
  return expressions.map(({ pointer, expression }) => `${pointer}: ${expression.text}`)
}

test('a JSONata state has its fields as templates and expressions', () => {
  const work = state('Work', 'Task')
  assert.equal(work.queryLanguage, 'JSONata')
  assert.deepEqual(expressionsOf(work.arguments), ['/Payload/id: $order.id', '/Payload/kinds: $kinds'])
  assert.deepEqual(expressionsOf(work.assign), ['/answer: $states.result.Payload'])
  assert.equal(expressionsOf(work.output).length, 1)
  assert.deepEqual(expressionsOf(work.credentials), ['/RoleArn: $states.input.role'])
  assert.ok(typeof work.timeoutSeconds === 'object' && work.timeoutSeconds.text === '$limit * 60')
  assert.equal(work.heartbeatSeconds, 30)
  const [catcher] = work.catch
  assert.deepEqual(expressionsOf(catcher?.assign), ['/failure: $states.errorOutput.Cause'])
  assert.deepEqual(expressionsOf(catcher?.output), ['/of: $states.input', '/error: $states.errorOutput'])
})

test('a choice rule has its condition, a literal one as well, and its own assignment and output', () => {
  const { choices, assign, output } = state('Decide', 'Choice')
  assert.deepEqual(
    choices.map(({ condition }) => condition.kind === 'jsonata' && condition.text),
    ['$answer > $limit', 'false'],
  )
  assert.deepEqual(expressionsOf(choices[0]?.assign), [])
  assert.deepEqual(expressionsOf(assign), [])
  assert.deepEqual(expressionsOf(output), [': $states.input'])
})

test('Wait and Fail take expressions', () => {
  const seconds = state('Pause', 'Wait').until
  assert.ok('secondsExpression' in seconds && seconds.secondsExpression.text === '$pause')
  const timestamp = state('PauseUntil', 'Wait').until
  assert.ok(
    'timestampExpression' in timestamp && timestamp.timestampExpression.text === '$states.input.until',
  )
  const fail = state('Refused', 'Fail')
  assert.equal(fail.error, 'Refused')
  assert.ok(typeof fail.cause === 'object' && fail.cause.text === '$failure')
})

test('a Distributed Map is compiled in full', () => {
  const map = state('Many', 'Map')
  assert.equal(state('Each', 'Map').mode, 'INLINE')
  assert.equal(map.mode, 'DISTRIBUTED')
  const { executionType, label, itemReader, itemBatcher, resultWriter } = map.distributed
  assert.equal(executionType, 'EXPRESS')
  assert.equal(label, 'Many')
  assert.equal(itemReader?.action, 'getObject')
  assert.deepEqual(expressionsOf(itemReader?.parameters), ['/Key: $order.key'])
  const { maxItems, ...config } = itemReader.config
  assert.ok(typeof maxItems === 'object' && maxItems.text === '$limit')
  assert.deepEqual(config, {
    inputType: 'CSV',
    csvHeaderLocation: 'GIVEN',
    csvHeaders: ['id', 'name'],
    csvDelimiter: 'TAB',
  })
  assert.deepEqual(expressionsOf(itemBatcher?.batchInput), ['/order: $order.id'])
  assert.equal(itemBatcher?.maxInputBytesPerBatch, 1000)
  assert.equal(resultWriter?.resource, 'arn:aws:states:::s3:putObject')
  assert.deepEqual(resultWriter?.config, { transformation: 'COMPACT', outputType: 'JSONL' })
})

test('the states of a branch fall back to the machine’s query language, not to that of the state around them', () => {
  const { states } = compile(
    JSON.stringify({
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          QueryLanguage: 'JSONata',
          End: true,
          Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', InputPath: '$', End: true } } }],
        },
      },
    }),
  )
  assert.equal(states.get('P')?.queryLanguage, 'JSONata')
  assert.equal(states.get('B')?.queryLanguage, 'JSONPath')
})

test('the variables that each state reads are listed as DescribeStateMachine does: sorted, and only where there are any', () => {
  assert.deepEqual(Object.fromEntries(machine.variableReferences), {
    Work: ['kinds', 'limit', 'order'],
    Decide: ['answer', 'limit'],
    Pause: ['pause'],
    Both: ['order'],
    LeftEnd: ['mine'],
    Each: ['limit'],
    One: ['limit'],
    Many: ['limit', 'order'],
    Done: ['answer'],
    Refused: ['failure'],
  })
})

test('variables in paths are listed wherever a path may stand, a literal that looks like one is not', () => {
  const { variableReferences } = compile(
    JSON.stringify({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1, y: '$noVariable' }, Next: 'B' },
        B: {
          Type: 'Pass',
          InputPath: '$y',
          Parameters: { 'a.$': "States.Format('{}', $x)", b: '$y' },
          Next: 'C',
        },
        C: { Type: 'Choice', Choices: [{ Variable: '$y', StringEqualsPath: '$x', Next: 'D' }], Default: 'D' },
        D: { Type: 'Wait', SecondsPath: '$x', Next: 'E' },
        E: { Type: 'Pass', Assign: { 'z.$': '$y.a' }, Next: 'F' },
        F: { Type: 'Fail', ErrorPath: '$x', CausePath: '$z' },
      },
    }),
  )
  assert.deepEqual(Object.fromEntries(variableReferences), {
    B: ['x', 'y'],
    C: ['x', 'y'],
    D: ['x'],
    E: ['y'],
    F: ['x', 'z'],
  })
})

test('a variable that has the name of a function is read where it is not called', () => {
  const { variableReferences } = compile(
    JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { sum: 1 }, Next: 'B' },
        B: { Type: 'Pass', Output: '{% $sum + $count([1]) %}', End: true },
      },
    }),
  )
  assert.deepEqual(Object.fromEntries(variableReferences), { B: ['sum'] })
})
