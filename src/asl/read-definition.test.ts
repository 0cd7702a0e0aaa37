import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { stringify } from 'yaml'
import { isRawNumber, printJson } from '#base'
import type { State } from './machine.ts'
import { readDefinition } from './read-definition.ts'

const sound = readFileSync(new URL('./sound-definition.asl.json', import.meta.url), 'utf8')

function stateOf<T extends State['type']>(name: string, type: T, text = sound): Extract<State, { type: T }> {
  const state = readDefinition(text).machine?.states.get(name)
  assert.equal(state?.type, type)
  return state as Extract<State, { type: T }>
}

test('a sound definition gives a machine with every state, those of branches and processors included', () => {
  const { machine, diagnostics } = readDefinition(sound)
  assert.deepEqual(diagnostics, [])
  assert.equal(machine?.states.size, 14)
  assert.equal(machine?.timeoutSeconds, 3600)
  assert.equal(machine?.root.startAt, 'Prepare')
  assert.equal(machine?.root.stateNames.length, 11)
})

test('a literal keeps the digits of its numbers', () => {
  const { result } = stateOf('Prepare', 'Pass')
  assert.equal(printJson(result!), '{"big":12345678901234567890,"rate":1.0}')
  assert.ok(isRawNumber((result as Record<string, unknown>)['big']))
})

test('a task has its resource, its templates, its times and its handlers, with what a retrier leaves out', () => {
  const task = stateOf('Work', 'Task')
  assert.deepEqual(task.resource, {
    kind: 'service',
    sdk: false,
    service: 'lambda',
    action: 'invoke',
    pattern: 'request-response',
  })
  assert.equal(task.timeoutSeconds, 60)
  assert.equal(typeof task.heartbeatSeconds === 'object' && task.heartbeatSeconds.text, '$.heartbeat')
  assert.deepEqual(task.retry, [
    {
      errorEquals: ['Lambda.TooManyRequestsException'],
      intervalSeconds: 2,
      maxAttempts: 5,
      backoffRate: 1.5,
      maxDelaySeconds: 30,
      jitterStrategy: 'FULL',
    },
    {
      errorEquals: ['States.ALL'],
      intervalSeconds: 1,
      maxAttempts: 3,
      backoffRate: 2,
      jitterStrategy: 'NONE',
    },
  ])
  assert.deepEqual(
    task.catch.map(({ next, resultPath }) => [next, resultPath?.text]),
    [
      ['Refused', '$.rejection'],
      ['Refused', undefined],
    ],
  )
  assert.ok(task.credentials && task.parameters && task.resultSelector)
})

test('a choice rule is a tree of conditions, its operators without Path', () => {
  const [first, second] = stateOf('Decide', 'Choice').choices
  assert.equal(first?.condition.kind, 'and')
  const [present, not, or] = first?.condition.kind === 'and' ? first.condition.conditions : []
  assert.equal(present?.kind === 'test' && present.operator, 'IsPresent')
  assert.equal(not?.kind === 'not' && not.condition.kind, 'test')
  const [compared] = or?.kind === 'or' ? or.conditions : []
  assert.ok(compared?.kind === 'test' && 'path' in compared.operand)
  assert.equal(compared.operator, 'NumericGreaterThanEquals')
  assert.equal(compared.operand.path.text, '$.b')
  assert.equal(second?.next, 'PauseUntil')
})

test('a wait has one of its four forms', () => {
  assert.deepEqual(stateOf('Pause', 'Wait').until, { seconds: 5 })
  assert.deepEqual(stateOf('PauseUntil', 'Wait').until, { timestamp: 1_709_251_198_120 })
  assert.ok('secondsPath' in stateOf('PausePath', 'Wait').until)
  assert.ok('timestampPath' in stateOf('PauseUntilPath', 'Wait').until)
})

test('a null path is kept apart from an absent one', () => {
  assert.equal(stateOf('Left', 'Pass').inputPath, null)
  assert.ok(!('inputPath' in stateOf('Prepare', 'Pass')))
  assert.equal(stateOf('Each', 'Map').resultPath, null)
})

test('branches and processors are blocks that name their states', () => {
  assert.deepEqual(stateOf('Both', 'Parallel').branches, [
    { startAt: 'Left', stateNames: ['Left'] },
    { startAt: 'Right', stateNames: ['Right'] },
  ])
  const map = stateOf('Each', 'Map')
  assert.deepEqual(map.itemProcessor, { startAt: 'One', stateNames: ['One'] })
  assert.equal(map.maxConcurrency, 2)
  assert.equal(map.toleratedFailurePercentage, 12.5)
  assert.equal(stateOf('One', 'Task').pointer, '/States/Each/ItemProcessor/States/One')
})

test('an error may come from a path and its cause from a text', () => {
  const { error, cause } = stateOf('Refused', 'Fail')
  assert.equal(typeof error === 'object' && error.text, '$.Error')
  assert.equal(cause, 'the work was refused')
})

test('the same definition in YAML gives the same machine', () => {
  const yaml = stringify(JSON.parse(sound))
  const { machine, diagnostics } = readDefinition(yaml, { format: 'yaml' })
  assert.deepEqual(diagnostics, [])
  assert.deepEqual(
    [...machine!.states].map(([name, { type, pointer }]) => [name, type, pointer]),
    [...readDefinition(sound).machine!.states].map(([name, { type, pointer }]) => [name, type, pointer]),
  )
})

const faulty = {
  StartAt: 'A',
  States: {
    A: { Type: 'Wait', Timestamp: 'noon', Next: 'Bee' },
    B: { Type: 'Fail', End: true, Retry: [] },
    C: { Type: 'Task', Resource: 'arn:aws:states:::sns:publisch', Parameters: { 'x.$': 'y' }, End: 'true' },
  },
}

test('JSON and YAML twins have the same findings, each at its own place', () => {
  const texts = { json: JSON.stringify(faulty, null, 2), yaml: stringify(faulty) }
  const json = readDefinition(texts.json).diagnostics
  const yaml = readDefinition(texts.yaml, { format: 'yaml' }).diagnostics
  const say = (list: typeof json): readonly string[] =>
    list.map(({ severity, code, message, pointer, help }) =>
      [severity, code, message, pointer, help].join('|'),
    )
  assert.deepEqual(say(yaml), say(json))
  assert.ok(json.length >= 8)
  for (const [text, list] of [
    [texts.json, json],
    [texts.yaml, yaml],
  ] as const) {
    const before = text.slice(0, text.indexOf('"true"')).split('\n')
    assert.deepEqual(list.find(({ pointer }) => pointer === '/States/C/End')?.range, {
      offset: text.indexOf('"true"'),
      length: 6,
      line: before.length,
      column: before.at(-1)!.length + 1,
    })
  }
})

test('what is no JSON object is told in the words of AWS', () => {
  for (const text of [' ', '', '[]', '"text"', '12', 'null']) {
    const [diagnostic] = readDefinition(text).diagnostics
    const isObjectMissing = diagnostic?.message === 'Definition must be a valid JSON object'
    assert.ok(isObjectMissing || diagnostic?.code === 'INVALID_JSON_DESCRIPTION', text)
  }
  assert.equal(
    readDefinition('not a definition').diagnostics[0]?.message,
    "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
  )
})

test('a definition beyond the limits of size and depth is one clear finding', () => {
  const large = readDefinition(sound, { definitionBytesMax: 100 })
  assert.deepEqual(
    large.diagnostics.map(({ code }) => code),
    ['DEFINITION_TOO_LARGE'],
  )
  const deep = `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"Result":${'['.repeat(5000)}${']'.repeat(5000)}}}}`
  assert.match(readDefinition(deep).diagnostics[0]!.message, /nests deeper than 1000/)
  const yaml = readDefinition(`a: ${'['.repeat(3000)}`, { format: 'yaml' })
  assert.ok(yaml.diagnostics.some(({ code }) => code === 'INVALID_YAML_DESCRIPTION'))
})

test('YAML aliases are followed, and a bomb of them is refused', () => {
  const shared =
    'StartAt: A\nStates:\n  A: &a\n    Type: Pass\n    Next: B\n    Parameters: &p {x: 1}\n  B:\n    Type: Pass\n    Parameters: *p\n    End: true\n'
  assert.ok(readDefinition(shared, { format: 'yaml' }).machine)
  const bomb = `a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(',')}]`).join('\n')}`
  assert.match(
    readDefinition(bomb, { format: 'yaml' }).diagnostics[0]!.message,
    /its aliases stand for more than 100000 nodes/,
  )
})

test('whatever the text is, reading it gives diagnostics or a machine and never throws', () => {
  const format = fc.constantFrom<'json' | 'yaml'>('json', 'yaml')
  const mutated = fc
    .tuple(fc.nat(sound.length), fc.nat(40), fc.string({ maxLength: 8 }))
    .map(([at, length, text]) => sound.slice(0, at) + text + sound.slice(at + length))
  const brackets = fc.string({
    unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', 'a', '“', "'", '\n', '/', '*'),
  })
  const text = fc.oneof(fc.string({ unit: 'binary' }), brackets, mutated, fc.json())
  fc.assert(
    fc.property(text, format, (definition, as) => {
      const { machine, diagnostics } = readDefinition(definition, { format: as })
      assert.equal(
        machine === undefined,
        diagnostics.some(({ severity }) => severity === 'error'),
      )
      for (const { range } of diagnostics)
        assert.ok(range.line >= 1 && range.column >= 1 && range.length >= 0)
    }),
    { numRuns: 600 },
  )
})

test('a definition of any JSON under the names of the language never throws either', () => {
  const names = fc.constantFrom(
    'Type',
    'Next',
    'End',
    'Choices',
    'Branches',
    'ItemProcessor',
    'Retry',
    'Catch',
    'And',
    'Not',
    'Parameters',
    'States',
    'StartAt',
    'ResultPath',
    'ErrorEquals',
    'Variable',
    'Resource',
    'A',
  )
  const leaf = fc.constantFrom<unknown>(
    'Pass',
    'Task',
    'Choice',
    'Map',
    'Parallel',
    'Wait',
    '$.a',
    '$',
    'A',
    true,
    0,
    1.5,
    null,
    {},
    [],
  )
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'medium' },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(names, tie('tree'), { maxKeys: 6 }),
    ),
  }))
  const machine = fc.record({ StartAt: leaf, States: fc.dictionary(names, tree, { maxKeys: 4 }) })
  fc.assert(
    fc.property(machine, (definition) => {
      const reading = readDefinition(JSON.stringify(definition))
      assert.equal(
        reading.machine === undefined,
        reading.diagnostics.some(({ severity }) => severity === 'error'),
      )
    }),
    { numRuns: 600 },
  )
})
