import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choiceConditions } from './choice-conditions.ts'
import { credentials } from './credentials.ts'
import { duplicateNames } from './duplicate-names.ts'
import { exclusiveFields } from './exclusive-fields.ts'
import { knownFields } from './known-fields.ts'
import { nonEmpty } from './non-empty.ts'
import { requiredFields } from './required-fields.ts'
import { runRule } from './run-rule.ts'
import { stateTypeNames } from './state-types.ts'
import { valueChoices } from './value-choices.ts'
import { valueTypes } from './value-types.ts'
import type { Rule } from './rule.ts'

interface Row {
  readonly rule: Rule
  readonly text: string
  /** The message, the location, and the text at which the range begins. */
  readonly found: readonly [message: string, pointer: string, at: string]
}

const inState = (fields: string): string => `{"StartAt":"A","States":{"A":{${fields}}}}`

const rows: Readonly<Record<string, Row>> = {
  'a field that no state has': {
    rule: knownFields,
    text: inState('"Type":"Succeed","Colour":1'),
    found: [`Field 'Colour' is not supported`, '/States/A', '"Colour"'],
  },
  'a field of another state type': {
    rule: knownFields,
    text: inState('"Type":"Fail","End":true'),
    found: [`Field 'End' is not supported`, '/States/A', '"End"'],
  },
  'a field of the machine that does not exist': {
    rule: knownFields,
    text: '{"StartAt":"A","Retries":3,"States":{"A":{"Type":"Succeed"}}}',
    found: [`Field 'Retries' is not supported`, '/', '"Retries"'],
  },
  'a field of the other query language': {
    rule: knownFields,
    text: inState('"Type":"Succeed","Output":1'),
    found: [
      `The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage`,
      '/States/A',
      '"Output"',
    ],
  },
  'a missing States': {
    rule: requiredFields,
    text: '{"StartAt":"A"}',
    found: ['These fields are required: [States]', '/', '{'],
  },
  'a machine without anything, named as AWS does': {
    rule: requiredFields,
    text: '{}',
    found: ['These fields are required: [States, StartAt]', '/', '{'],
  },
  'a missing Resource': {
    rule: requiredFields,
    text: inState('"Type":"Task","End":true'),
    found: ['These fields are required: [Resource]', '/States/A', '"A":{'],
  },
  'a catcher without a target': {
    rule: requiredFields,
    text: inState('"Type":"Task","Resource":"f","End":true,"Catch":[{"ErrorEquals":["E"]}]'),
    found: ['These fields are required: [Next]', '/States/A/Catch[0]', '{"ErrorEquals"'],
  },
  'a text where a boolean belongs': {
    rule: valueTypes,
    text: inState('"Type":"Pass","End":"true"'),
    found: ['Expected value of type [BOOLEAN]', '/States/A/End', '"true"'],
  },
  'a fraction where a whole number belongs': {
    rule: valueTypes,
    text: inState('"Type":"Wait","Seconds":1.5,"End":true'),
    found: ['Expected value of type [INTEGER]', '/States/A/Seconds', '1.5'],
  },
  'a state that is no object': {
    rule: valueTypes,
    text: '{"StartAt":"A","States":{"A":7}}',
    found: ['Expected value of type [OBJECT]', '/States/A', '7'],
  },
  'an error name that is no text': {
    rule: valueTypes,
    text: inState('"Type":"Task","Resource":"f","End":true,"Retry":[{"ErrorEquals":[5]}]'),
    found: ['Expected value of type [STRING]', '/States/A/Retry[0]/ErrorEquals[0]', '5'],
  },
  'a word that a field does not take': {
    rule: valueChoices,
    text: inState(
      '"Type":"Task","Resource":"f","End":true,"Retry":[{"ErrorEquals":["E"],"JitterStrategy":"SOME"}]',
    ),
    found: [
      `Value should be one of the following: [NONE, FULL]`,
      '/States/A/Retry[0]/JitterStrategy',
      '"SOME"',
    ],
  },
  'a Parallel without a branch': {
    rule: nonEmpty,
    text: inState('"Type":"Parallel","Branches":[],"End":true'),
    found: ['Value cannot be empty', '/States/A/Branches', '[]'],
  },
  'a type that does not exist': {
    rule: stateTypeNames,
    text: inState('"Type":"Frobnicate"'),
    found: [
      `The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]`,
      '/States/A/Type',
      '"Frobnicate"',
    ],
  },
  'a state without a type': {
    rule: stateTypeNames,
    text: inState('"End":true'),
    found: ['These fields are required: [Type]', '/States/A', '"A":{'],
  },
  'two fields for one thing': {
    rule: exclusiveFields,
    text: inState('"Type":"Fail","Cause":"c","CausePath":"$.c"'),
    found: [
      'There should only be one of the following fields: [Cause, CausePath]',
      '/States/A',
      '"CausePath"',
    ],
  },
  'a Wait that says not how long': {
    rule: exclusiveFields,
    text: inState('"Type":"Wait","End":true'),
    found: [
      'One of the following fields is required: [Seconds, SecondsPath, Timestamp, TimestampPath]',
      '/States/A',
      '"A":{',
    ],
  },
  'a choice rule without an operator': {
    rule: choiceConditions,
    text: inState('"Type":"Choice","Choices":[{"Variable":"$.x","Next":"A"}]'),
    found: [
      'A choice rule needs one comparison operator, such as StringEquals, or one of And, Or and Not',
      '/States/A/Choices[0]',
      '{"Variable"',
    ],
  },
  'a nested choice rule with two operators': {
    rule: choiceConditions,
    text: inState(
      '"Type":"Choice","Choices":[{"Not":{"Variable":"$.x","IsNull":true,"IsPresent":true},"Next":"A"}]',
    ),
    found: [
      'There should only be one of the following fields: [IsNull, IsPresent]',
      '/States/A/Choices[0]/Not',
      '"IsPresent"',
    ],
  },
  'a comparison without a Variable': {
    rule: choiceConditions,
    text: inState('"Type":"Choice","Choices":[{"IsNull":true,"Next":"A"}]'),
    found: ['These fields are required: [Variable]', '/States/A/Choices[0]', '{"IsNull"'],
  },
  'credentials without a role': {
    rule: credentials,
    text: inState('"Type":"Task","Resource":"f","Credentials":{},"End":true'),
    found: [`The field 'RoleArn' is required but was missing`, '/States/A/Credentials', '"Credentials"'],
  },
  'a name that is there twice': {
    rule: duplicateNames,
    text: inState('"Type":"Pass","End":true,"Result":{"x":1,"x":2}'),
    found: [`The field 'x' is there twice`, '/States/A/Result/x', '"x":2'],
  },
}

for (const [what, { rule, text, found }] of Object.entries(rows)) {
  test(`${rule.name} finds ${what}`, () => {
    const [message, pointer, at] = found
    const [diagnostic, ...others] = runRule(rule, text)
    assert.deepEqual(others, [])
    assert.ok(diagnostic)
    assert.equal(diagnostic.message, message)
    assert.equal(diagnostic.pointer, pointer)
    assert.equal(diagnostic.range.offset, text.indexOf(at))
    assert.equal(diagnostic.range.column, text.indexOf(at) + 1)
    assert.equal(diagnostic.severity, 'error')
  })
}

const sound = `{
  "Comment": "all is well", "StartAt": "A", "TimeoutSeconds": 60, "Version": "1.0",
  "States": {
    "A": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 5, "Credentials": {"RoleArn": "r"}, "Next": "B",
      "Retry": [{"ErrorEquals": ["E"], "JitterStrategy": "FULL", "BackoffRate": 1.5}],
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C", "ResultPath": null}]},
    "B": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$.x", "IsNull": false}, {"Not":
      {"Variable": "$.y", "NumericEqualsPath": "$.z"}}], "Next": "C"}], "Default": "W"},
    "W": {"Type": "Wait", "SecondsPath": "$.s", "Next": "P"},
    "P": {"Type": "Parallel", "Branches": [{"StartAt": "P1", "States": {"P1": {"Type": "Pass", "End": true}}}], "Next": "C"},
    "C": {"Type": "Fail", "ErrorPath": "$.e", "Cause": "c"}
  }
}`

test('the rules of fields find nothing in a sound definition', () => {
  const rules = new Set(Object.values(rows).map(({ rule }) => rule))
  for (const rule of rules) assert.deepEqual(runRule(rule, sound), [], rule.name)
})

test('a misspelled field is told once, and what depends on it is judged as if it were right', () => {
  const text = inState('"type":"Task","Resorce":"f","end":true')
  const found = runRule(knownFields, text).map(({ message, fix }) => [message, fix?.title])
  assert.deepEqual(found, [
    [`Field 'type' is not supported`, 'Rename type to Type'],
    [`Field 'Resorce' is not supported`, 'Rename Resorce to Resource'],
    [`Field 'end' is not supported`, 'Rename end to End'],
  ])
  assert.deepEqual(runRule(requiredFields, text), [])
  assert.deepEqual(runRule(stateTypeNames, text), [])
})
