import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { stringify } from 'yaml'
import { readDefinition } from '../read-definition.ts'
import { applyFixes, fixDefinition } from './apply-fixes.ts'

const machine = (states: object): string => JSON.stringify({ StartAt: 'A', States: states }, null, 2)

/** A state machine as people find it in print, in small: every fault that such a text has. */
const published = `{
“StartAt”: “Filter”,
“States”: {
“Filter”: {
“Type”: “Parallel”,
“Branches”: [
{ “StartAt”: “Grey”, “States”: { “Grey”: { “Type”: “Task”, “Resource”: “arn:aws:lambda:REGION:ACCOUNT_ID:function:Grey”, “End”: true } } }
],
“Next”: “Check”
},
“Check”: {
“Type”: “Choice”,
“Choices”: [ { “Variable”: “$.quality”, “StringEquals”: “Pass”, “Next”: “Notify” } ],
“Default”: “Failed”
},
“Notify”: {
“Type”: “Task”,
“Resource”: “arn:aws:sns:REGION:ACCOUNT_ID:Done”,
“End”: true
},
“Failed”: {
“Type”: “Fail”,
“Cause”: “It is not good enough. Please review.”,
“End”: true
}
}
`

test('a definition as it stands in print names each fault once and at its place', () => {
  const { diagnostics } = readDefinition(published)
  assert.deepEqual(
    diagnostics.map(({ code, pointer, range, fix }) => [
      code,
      pointer,
      range.line,
      range.column,
      fix !== undefined,
    ]),
    [
      ['INVALID_JSON_DESCRIPTION', '/', 2, 1, true],
      ['IMPOSSIBLE_PATH', '/States/Check/Choices[0]/Variable', 13, 28, true],
      ['SCHEMA_VALIDATION_FAILED', '/States/Notify/Resource', 18, 13, true],
      ['SCHEMA_VALIDATION_FAILED', '/States/Failed', 24, 1, true],
      ['INVALID_JSON_DESCRIPTION', '/', 26, 1, true],
    ],
  )
})

test('its fixes make it a definition that runs, and leave the rest of the text as it was', () => {
  const { text } = fixDefinition(published)
  const { machine: fixed, diagnostics } = readDefinition(text)
  assert.deepEqual(diagnostics, [])
  assert.ok(fixed)
  const expected = published
    .replace(/[“”]/g, '"')
    .replace('],\n"Next": "Check"', '],\n"ResultPath": "$.filter",\n"Next": "Check"')
    .replace(
      '"Resource": "arn:aws:sns:REGION:ACCOUNT_ID:Done"',
      '"Resource": "arn:aws:states:::sns:publish",\n"Parameters": { "TopicArn": "arn:aws:sns:REGION:ACCOUNT_ID:Done", "Message.$": "$" }',
    )
    .replace(',\n"End": true\n}\n}\n', '\n}\n}\n}\n')
  assert.equal(text, expected)
})

/** What is wrong, the definition, and what its fixes make of it. */
const rows: readonly (readonly [what: string, before: string, after: string])[] = [
  [
    'End on a Succeed state',
    machine({ A: { Type: 'Succeed', End: true } }),
    machine({ A: { Type: 'Succeed' } }),
  ],
  [
    'a misspelled field, type and target',
    machine({ A: { type: 'pas', Nxt: 'Bottle' }, Bottles: { Type: 'Succeed' } }),
    machine({ A: { Type: 'Pass', Next: 'Bottles' }, Bottles: { Type: 'Succeed' } }),
  ],
  [
    'values in quotation marks',
    machine({ A: { Type: 'Wait', Seconds: '10', End: 'True' } }),
    machine({ A: { Type: 'Wait', Seconds: 10, End: true } }),
  ],
  [
    'a path in a field that takes none',
    machine({ A: { Type: 'Wait', Seconds: '$.wait', End: true } }),
    machine({ A: { Type: 'Wait', SecondsPath: '$.wait', End: true } }),
  ],
  ['a missing End', machine({ A: { Type: 'Pass' } }), machine({ A: { Type: 'Pass', End: true } })],
  [
    'a missing Next to the state that follows',
    machine({ A: { Type: 'Pass' }, B: { Type: 'Succeed' } }),
    machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } }),
  ],
  [
    'Next where a Choice has Default',
    machine({
      A: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'B' }], Next: 'B' },
      B: { Type: 'Succeed' },
    }),
    machine({
      A: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'B' }], Default: 'B' },
      B: { Type: 'Succeed' },
    }),
  ],
  [
    'an integration in the wrong case',
    machine({ A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:GetItem', End: true } }),
    machine({ A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:getItem', End: true } }),
  ],
  [
    'an error name that the language does not have',
    machine({ A: { Type: 'Task', Resource: 'f', Retry: [{ ErrorEquals: ['States.Timeouts'] }], End: true } }),
    machine({ A: { Type: 'Task', Resource: 'f', Retry: [{ ErrorEquals: ['States.Timeout'] }], End: true } }),
  ],
]

for (const [what, before, after] of rows) {
  test(`${what} is fixed in JSON and in YAML`, () => {
    assert.equal(fixDefinition(before).text, after)
    const yaml = fixDefinition(stringify(JSON.parse(before)), { format: 'yaml' }).text
    assert.deepEqual(
      readDefinition(yaml, { format: 'yaml' }).diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    )
    assert.deepEqual(JSON.parse(after), JSON.parse(fixDefinition(fixDefinition(before).text).text))
  })
}

test('a missing StartAt is the state to which nothing leads', () => {
  const before =
    '{\n  "Comment": "c",\n  "States": {"B": {"Type": "Succeed"}, "A": {"Type": "Pass", "Next": "B"}}\n}'
  assert.equal(fixDefinition(before).text, before.replace('"c",', '"c",\n  "StartAt": "A",'))
})

test('the topic of a YAML definition gets its integration, and comments stay', () => {
  const before =
    'StartAt: Notify\nStates:\n  Notify:\n    Type: Task\n    Resource: arn:aws:sns:us-east-1:123456789012:Done # tell them\n    End: true\n'
  const after =
    'StartAt: Notify\nStates:\n  Notify:\n    Type: Task\n    Resource: "arn:aws:states:::sns:publish" # tell them\n' +
    '    Parameters: { "TopicArn": "arn:aws:sns:us-east-1:123456789012:Done", "Message.$": "$" }\n    End: true\n'
  assert.equal(fixDefinition(before, { format: 'yaml' }).text, after)
})

test('typographic quotes in YAML are one finding and one fix', () => {
  const before = 'StartAt: “A”\nStates:\n  “A”:\n    Type: “Succeed”\n'
  const { diagnostics } = readDefinition(before, { format: 'yaml' })
  assert.equal(diagnostics.length, 1)
  assert.equal(applyFixes(before, diagnostics), before.replace(/[“”]/g, '"'))
  assert.ok(readDefinition(applyFixes(before, diagnostics), { format: 'yaml' }).machine)
})

test('of two fixes that touch the same text only the first is applied at once', () => {
  const fix = (offset: number, text: string) => ({
    severity: 'error' as const,
    code: 'X',
    message: '',
    pointer: '/',
    range: { offset, length: 1, line: 1, column: 1 },
    fix: { title: '', edits: [{ offset, length: 2, text }] },
  })
  assert.equal(applyFixes('abcdef', [fix(0, 'X'), fix(1, 'Y'), fix(2, 'Z')]), 'XZef')
})

test('a sound definition is left as it is', () => {
  const text = machine({ A: { Type: 'Pass', End: true } })
  assert.deepEqual(fixDefinition(text), { text, applied: [] })
})

test('the image pipeline as it stands in print has six findings, and --fix leaves a definition that runs', () => {
  const file = new URL('../../../examples/image-pipeline/as-published.asl.json', import.meta.url)
  const text = readFileSync(file, 'utf8')
  assert.deepEqual(
    readDefinition(text).diagnostics.map(({ severity, code, pointer, range }) =>
      [severity, code, pointer, range.line, range.column].join(' '),
    ),
    [
      'error INVALID_JSON_DESCRIPTION / 2 1',
      'warning CHOICE_WITHOUT_DEFAULT /States/QualityCheck 47 1',
      'warning IMPOSSIBLE_PATH /States/QualityCheck/Choices[0]/Variable 51 13',
      'error SCHEMA_VALIDATION_FAILED /States/NotifyUser/Resource 74 13',
      'error SCHEMA_VALIDATION_FAILED /States/QualityCheckFailed 81 1',
      'error INVALID_JSON_DESCRIPTION / 83 1',
    ],
  )
  const fixed = readDefinition(fixDefinition(text).text)
  assert.deepEqual(
    fixed.diagnostics.map(({ code }) => code),
    ['CHOICE_WITHOUT_DEFAULT'],
  )
  const states = fixed.machine?.states
  const [filters, notify] = [states?.get('ApplyFilters'), states?.get('NotifyUser')]
  assert.equal(filters?.type === 'Parallel' && filters.resultPath?.text, '$.applyFilters')
  assert.equal(notify?.type === 'Task' && notify.resourceText, 'arn:aws:states:::sns:publish')
})
