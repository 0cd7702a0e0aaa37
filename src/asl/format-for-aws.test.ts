import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatForAws } from './format-for-aws.ts'
import { readDefinition } from './read-definition.ts'

const say = (definition: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): string =>
  formatForAws(readDefinition(JSON.stringify(definition), { type }).diagnostics)
const pass = (next: string) => ({ Type: 'Pass', Next: next })
const end = { Type: 'Pass', End: true }

/** Definitions that AWS was seen to refuse, and what it said between `Invalid State Machine Definition: '` and `'`. */
const recorded: readonly (readonly [object, string])[] = [
  [{ StartAt: 'A' }, 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'],
  [
    {
      StartAt: 'WaitUntil',
      States: { WaitUntil: { Type: 'Wait', Timestamp: '2016-03-14 01:59:00Z', End: true } },
    },
    'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/WaitUntil/Timestamp',
  ],
  [
    { StartAt: 'S', States: { S: { Type: 'Nope', End: true } } },
    "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/S/Type",
  ],
  [
    { StartAt: 'pass1', States: { pass1: pass('pass3'), pass2: end } },
    `MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next, MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2`,
  ],
  [
    { StartAt: 'Not sure', States: { 'Pass One': pass('Success'), Success: { Type: 'Succeed' } } },
    `MISSING_TRANSITION_TARGET: Missing 'Next' target: Not sure at /StartAt, MISSING_TRANSITION_TARGET: State "Pass One" is not reachable. at /States/Pass One`,
  ],
  [
    { StartAt: 'A', States: { A: pass('NOPE') } },
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state at null",
  ],
  [
    { StartAt: 'A', States: { A: pass('B'), B: pass('A'), C: pass('A') } },
    'MISSING_END_STATE: Workflow has no terminal state at null',
  ],
  [
    { StartAt: 'A', States: { A: pass('B'), B: pass('A'), C: end } },
    'MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C',
  ],
  [
    {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Parallel',
          TimeoutSeconds: 5,
          End: true,
          Branches: [{ StartAt: 'I', States: { I: end } }],
        },
      },
    },
    "SCHEMA_VALIDATION_FAILED: Field 'TimeoutSeconds' is not supported at /States/M",
  ],
  [
    {
      StartAt: 'P',
      States: {
        P: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'C', States: { C: { Type: 'Choice' } } }] },
      },
    },
    'SCHEMA_VALIDATION_FAILED: These fields are required: [Choices] at /States/P/Branches[0]/States/C',
  ],
]

for (const [definition, expected] of recorded) {
  test(`AWS says: ${expected}`, () => assert.equal(say(definition), expected))
}

test('an express machine is refused its activity in the words of AWS', () => {
  const Resource = 'arn:aws:states:us-east-1:123456789012:activity:a'
  assert.equal(
    say(
      { StartAt: 'ActivityTask', States: { ActivityTask: { Type: 'Task', Resource, End: true } } },
      'EXPRESS',
    ),
    'SCHEMA_VALIDATION_FAILED: Express state machine does not support Activity ARN at /States/ActivityTask/Resource',
  )
})

test('warnings are not told', () => {
  assert.equal(say({ StartAt: 'A', States: { A: { Type: 'Pass', Result: '$.x', End: true } } }), '')
})

test('of a text that is no JSON only the first fault is told', () => {
  assert.match(
    formatForAws(readDefinition('{"StartAt": “A”,,}').diagnostics),
    /^INVALID_JSON_DESCRIPTION: [^,]+ at \[Source: \(String\); line: 1, column: 13\]$/,
  )
})
