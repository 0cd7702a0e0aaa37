/** The rules of JSONata, of variables and of the Distributed Map, each with what it says and where. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MachineType } from '../outline.ts'
import { exclusiveFields } from './exclusive-fields.ts'
import { expressMaps } from './express-maps.ts'
import { expressResources } from './express-resources.ts'
import { failingCalls } from './failing-calls.ts'
import { itemBatchers } from './item-batchers.ts'
import { itemReaders } from './item-readers.ts'
import { jsonataExpressions } from './jsonata-expressions.ts'
import { jsonataReferences } from './jsonata-references.ts'
import { knownFields } from './known-fields.ts'
import { mapLabels } from './map-labels.ts'
import { mapModes } from './map-modes.ts'
import { misplacedExpressions } from './misplaced-expressions.ts'
import { paths } from './paths.ts'
import { queryLanguages } from './query-languages.ts'
import { resultWriters } from './result-writers.ts'
import type { Rule } from './rule.ts'
import { runRule } from './run-rule.ts'
import { templateNames } from './template-names.ts'
import { templates } from './templates.ts'
import { unknownFunctions } from './unknown-functions.ts'
import { unknownVariables } from './unknown-variables.ts'
import { unusedVariables } from './unused-variables.ts'
import { valueChoices } from './value-choices.ts'
import { valueRanges } from './value-ranges.ts'
import { valueTypes } from './value-types.ts'
import { variableNames } from './variable-names.ts'
import { variableScopes } from './variable-scopes.ts'

const path = (fields: string): string => `{"StartAt":"A","States":{"A":{${fields}}}}`
const jsonata = (fields: string): string =>
  `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{${fields}}}}`
const task = '"Type":"Task","Resource":"f","End":true,'
const map = (fields: string, states = '"I":{"Type":"Pass","End":true}'): string =>
  path(
    `"Type":"Map","End":true,${fields}"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"I","States":{${states}}}`,
  )
const reader = (fields: string): string =>
  map(`"ItemReader":{"Resource":"arn:aws:states:::s3:getObject"${fields}},`)
const chain = (first: string, second: string): string =>
  `{"StartAt":"A","States":{"A":{${first},"Next":"B"},"B":{${second}}}}`

/** Rule, definition, and `message at location` of what is found; nothing where the definition is sound. */
const rows: readonly (readonly [Rule, string, string | undefined, MachineType?])[] = [
  // Query languages.
  [
    queryLanguages,
    jsonata('"Type":"Pass","QueryLanguage":"JSONPath","End":true'),
    "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A",
  ],
  [queryLanguages, path('"Type":"Pass","QueryLanguage":"JSONata","End":true'), undefined],
  [
    knownFields,
    jsonata('"Type":"Pass","QueryLanguage":"JSONPath","Output":1,"InputPath":"$","End":true'),
    undefined,
  ],
  [
    knownFields,
    jsonata('"Type":"Wait","SecondsPath":"$.x","End":true'),
    "The QueryLanguage is set to 'JSONata', but field 'SecondsPath' is only supported for the 'JSONPath' QueryLanguage at /States/A",
  ],
  [
    knownFields,
    jsonata('"Type":"Choice","Choices":[{"Variable":"$.x","Next":"A"}]'),
    "The QueryLanguage is set to 'JSONata', but field 'Variable' is only supported for the 'JSONPath' QueryLanguage at /States/A/Choices[0]",
  ],
  [
    knownFields,
    path('"Type":"Map","ItemProcessor":{"QueryLanguage":"JSONata"}'),
    "Field 'QueryLanguage' is not supported at /States/A/ItemProcessor",
  ],
  [
    valueChoices,
    path('"Type":"Pass","QueryLanguage":"jsonata","End":true'),
    'Value should be one of the following: [JSONPath, JSONata] at /States/A/QueryLanguage',
  ],
  // Values that may be expressions.
  [valueTypes, jsonata(`${task}"TimeoutSeconds":"{% 1 %}"`), undefined],
  [
    valueTypes,
    path(`${task}"TimeoutSeconds":"{% 1 %}"`),
    'Expected value of type [INTEGER] at /States/A/TimeoutSeconds',
  ],
  [
    valueTypes,
    jsonata(`${task}"Retry":[{"ErrorEquals":["E"],"MaxAttempts":"{% 1 %}"}]`),
    'Expected value of type [INTEGER] at /States/A/Retry[0]/MaxAttempts',
  ],
  [
    valueTypes,
    jsonata('"Type":"Pass","Assign":"{% {} %}","End":true'),
    'Expected value of type [OBJECT] at /States/A/Assign',
  ],
  [valueTypes, jsonata('"Type":"Choice","Choices":[{"Condition":true,"Next":"A"}]'), undefined],
  [
    valueTypes,
    jsonata('"Type":"Choice","Choices":[{"Condition":"yes","Next":"A"}]'),
    'Expected value of type [BOOLEAN] at /States/A/Choices[0]/Condition',
  ],
  [
    valueTypes,
    path('"Type":"Wait","Seconds":"${Seconds}"'),
    '${Seconds} is a placeholder that nothing has filled in, where a value of type Integer belongs. at /States/A/Seconds',
  ],
  // Expressions.
  [
    jsonataExpressions,
    jsonata('"Type":"Pass","Output":{"a":["{% $states.input %}"," {% x %} "]}'),
    undefined,
  ],
  [
    jsonataExpressions,
    jsonata('"Type":"Pass","Output":{"a":["{% 1 + %}"]}'),
    'Unexpected end of expression at /States/A/Output/a[0]',
  ],
  [
    jsonataExpressions,
    jsonata('"Type":"Pass","Output":{"v":"{% phone %}"}'),
    "Reference to 'phone' at the top level is not supported. at /States/A/Output/v",
  ],
  [
    jsonataExpressions,
    jsonata(`${task}"TimeoutSeconds":"{% ( %}"`),
    'Expected ")" before end of expression at /States/A/TimeoutSeconds',
  ],
  [
    jsonataExpressions,
    jsonata('"Type":"Pass","Output":"{% 1"'),
    'JSONata string must start with {% and end with %} at /States/A/Output',
  ],
  [
    jsonataExpressions,
    jsonata('"Type":"Fail","Cause":"1 %}"'),
    'JSONata string must start with {% and end with %} at /States/A/Cause',
  ],
  // What an expression reads.
  [jsonataReferences, jsonata(`${task}"Output":"{% $states.result %}"`), undefined],
  [
    jsonataReferences,
    jsonata(`${task}"Arguments":"{% $states.result %}"`),
    "Field '$states.result' does not exist. at /States/A/Arguments",
  ],
  [
    jsonataReferences,
    jsonata('"Type":"Pass","Output":{"a":"{% $states.result.x %}"}'),
    "Field '$states.result' does not exist. at /States/A/Output/a",
  ],
  [
    jsonataReferences,
    jsonata(`${task}"Output":"{% $states.errorOutput %}"`),
    "Field '$states.errorOutput' does not exist. at /States/A/Output",
  ],
  [
    jsonataReferences,
    jsonata(
      `${task}"Catch":[{"ErrorEquals":["E"],"Next":"A","Assign":{"e":"{% $states.errorOutput.Cause %}"}}]`,
    ),
    undefined,
  ],
  [
    jsonataReferences,
    jsonata(`${task}"Catch":[{"ErrorEquals":["E"],"Next":"A","Output":"{% $states.result %}"}]`),
    "Field '$states.result' does not exist. at /States/A/Catch[0]/Output",
  ],
  [
    unknownFunctions,
    jsonata('"Type":"Pass","Output":"{% ($f := function($x) { $x }; $f($sum([1])) + $g(1)) %}"'),
    'There is no function $g: the state would fail with States.QueryEvaluationError. at /States/A/Output',
  ],
  [
    misplacedExpressions,
    path('"Type":"Pass","Parameters":{"a":["{% 1 %}",{"b":"{% 1 %}"}]}'),
    "b takes this text as it is: the state's language is JSONPath. at /States/A/Parameters/a[1]/b",
  ],
  [
    misplacedExpressions,
    jsonata('"Type":"Pass","Output":{"a.$":"$.a"}'),
    "The name a.$ is taken as it is: the state's language is JSONata. at /States/A/Output/a.$",
  ],
  [failingCalls, path('"Type":"Pass","Parameters":{"a.$":"States.UUID()"}'), undefined],
  // Templates and paths.
  [
    templateNames,
    path('"Type":"Pass","Assign":{"a":1,"a.$":"$.x"}'),
    "The fields 'a' and 'a.$' give the same name at /States/A/Assign",
  ],
  [
    templates,
    path('"Type":"Pass","Assign":{"a.$":"x"}'),
    "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Assign",
  ],
  [
    templates,
    path('"Type":"Pass","Parameters":{"a.$":" States.UUID()"}'),
    "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters",
  ],
  [
    paths,
    path('"Type":"Pass","ResultPath":"$variable.x"'),
    'Value is not a Reference Path at /States/A/ResultPath',
  ],
  [
    paths,
    path('"Type":"Fail","CausePath":"States.MathAdd(1, 2)"'),
    "The value for the field 'CausePath' must be a valid JSONPath or an intrinsic function that returns a string (Format, JsonToString, ArrayGetItem, Base64Encode, Base64Decode, Hash, UUID) at /States/A/CausePath",
  ],
  // Variables.
  [variableNames, path('"Type":"Pass","Assign":{"größe_2.$":"$"}'), undefined],
  [
    variableNames,
    path('"Type":"Pass","Assign":{"states":1}'),
    "The variable name 'states' is reserved at /States/A/Assign/states",
  ],
  [
    variableNames,
    jsonata('"Type":"Pass","Assign":{"a.b":1}'),
    "'a.b' is not a variable name: it begins with a letter or _, and has letters, digits and _ only at /States/A/Assign/a.b",
  ],
  [
    variableNames,
    path(`"Type":"Pass","Assign":{"${'x'.repeat(81)}":1}`),
    `A variable name has 80 characters at most; this one has 81 at /States/A/Assign/${'x'.repeat(81)}`,
  ],
  [
    variableScopes,
    chain(
      '"Type":"Pass","Assign":{"x":1}',
      '"Type":"Parallel","End":true,"Branches":[{"StartAt":"C","States":{"C":{"Type":"Pass","Assign":{"x.$":"$"}}}}]',
    ),
    "The variable 'x' is assigned in an outer scope already at /States/B/Branches[0]/States/C/Assign/x.$",
  ],
  // Recorded: AWS takes a branch that assigns what the Parallel's catcher assigns.
  [
    variableScopes,
    path(
      '"Type":"Parallel","Catch":[{"ErrorEquals":["E"],"Next":"A","Assign":{"x":1}}],"Branches":[{"StartAt":"C","States":{"C":{"Type":"Pass","Assign":{"x":1}}}}]',
    ),
    undefined,
  ],
  // Child executions of a Distributed Map see no variables from outside, so they may have the same names.
  [variableScopes, map('"Assign":{"x":1},', '"I":{"Type":"Pass","Assign":{"x":1},"End":true}'), undefined],
  [
    unknownVariables,
    map('"Assign":{"x":1},', '"I":{"Type":"Pass","InputPath":"$x","End":true}'),
    "The variable 'x' is not assigned in this scope or one around it at /States/A/ItemProcessor/States/I/InputPath",
  ],
  [
    unknownVariables,
    jsonata('"Type":"Pass","Output":"{% $nobody %}"'),
    "Variable 'nobody' is possibly not defined. at /States/A/Output",
  ],
  [
    unknownVariables,
    chain('"Type":"Pass","InputPath":"$late"', '"Type":"Pass","Assign":{"late":1},"End":true'),
    "Variable 'late' is possibly not defined. at /States/A/InputPath",
  ],
  [
    unknownVariables,
    chain('"Type":"Pass","InputPath":"$round"', '"Type":"Pass","Assign":{"round":1},"Next":"A"'),
    undefined,
  ],
  [
    unusedVariables,
    path('"Type":"Pass","Assign":{"x":1,"y.$":"$x"}'),
    'Nothing reads the variable y. at /States/A/Assign/y.$',
  ],
  // Distributed Maps.
  [
    mapModes,
    path('"Type":"Map","ItemBatcher":{},"ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"}}'),
    'A has ItemBatcher, which only a Distributed Map has, so it runs as one; its Mode does not say so. at /States/A/ItemBatcher',
  ],
  [
    mapModes,
    path('"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED"}}'),
    'A does not say of which type its child executions are; they run as STANDARD. at /States/A/ItemProcessor/ProcessorConfig/Mode',
  ],
  [itemReaders, reader(',"ReaderConfig":{"ManifestType":"S3_INVENTORY"}'), undefined],
  [itemReaders, reader(''), 'These fields are required: [InputType] at /States/A/ItemReader'],
  [
    itemReaders,
    reader(',"ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"GIVEN"}'),
    'These fields are required: [CSVHeaders] at /States/A/ItemReader/ReaderConfig',
  ],
  [
    itemReaders,
    reader(',"ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","CSVHeaders":["a"]}'),
    "The field 'CSVHeaders' needs 'CSVHeaderLocation' to be 'GIVEN' at /States/A/ItemReader/ReaderConfig/CSVHeaders",
  ],
  [
    itemReaders,
    reader(',"ReaderConfig":{"InputType":"JSON","ItemsPointer":"$.items"}'),
    'Value is not a JSON Pointer at /States/A/ItemReader/ReaderConfig/ItemsPointer',
  ],
  [
    itemReaders,
    reader(',"ReaderConfig":{"InputType":"JSON","CSVDelimiter":"TAB"}'),
    'CSVDelimiter has no meaning for the InputType JSON. at /States/A/ItemReader/ReaderConfig/CSVDelimiter',
  ],
  [
    itemReaders,
    map('"ItemReader":{"Resource":"arn:aws:states:::s3:putObject"},'),
    'The resource provided arn:aws:states:::s3:putObject is not supported for an ItemReader at /States/A/ItemReader/Resource',
  ],
  [
    exclusiveFields,
    reader(',"ReaderConfig":{"InputType":"JSON","MaxItems":1,"MaxItemsPath":"$.n"}'),
    'There should only be one of the following fields: [MaxItems, MaxItemsPath] at /States/A/ItemReader/ReaderConfig',
  ],
  [
    itemBatchers,
    map('"ItemBatcher":{"BatchInput":{}},'),
    'At least one of the following fields is required: [MaxItemsPerBatch, MaxItemsPerBatchPath, MaxInputBytesPerBatch, MaxInputBytesPerBatchPath] at /States/A/ItemBatcher',
  ],
  [
    valueRanges,
    map('"ItemBatcher":{"MaxItemsPerBatch":0},'),
    'Minimum value is 1 at /States/A/ItemBatcher/MaxItemsPerBatch',
  ],
  [resultWriters, map('"ResultWriter":{"WriterConfig":{"OutputType":"JSON"}},'), undefined],
  [
    resultWriters,
    map('"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject"},'),
    'These fields are required: [Parameters] at /States/A/ResultWriter',
  ],
  [
    resultWriters,
    map('"ResultWriter":{},'),
    'These fields are required: [Resource, Parameters] at /States/A/ResultWriter',
  ],
  [mapLabels, map('"Label":"orders-2_é",'), undefined],
  [mapLabels, map('"Label":"a/b",'), 'The label of a Map cannot have the character "/" at /States/A/Label'],
  [
    mapLabels,
    map(`"Label":"${'x'.repeat(41)}",`),
    'The label of a Map has 1 to 40 characters; this one has 41 at /States/A/Label',
  ],
  [
    expressMaps,
    map(''),
    'Express state machine does not support Distributed Map at /States/A/ItemProcessor/ProcessorConfig/Mode',
    'EXPRESS',
  ],
  [
    expressResources,
    map('', '"I":{"Type":"Task","Resource":"arn:aws:states:::ecs:runTask.sync","End":true}'),
    "Express state machine does not support '.sync' service integration at /States/A/ItemProcessor/States/I/Resource",
  ],
]

for (const [rule, text, expected, type] of rows) {
  const name = expected === undefined ? `${rule.name} accepts ${text}` : `${rule.name} says: ${expected}`
  test(type === undefined ? name : `${name} (${type})`, () => {
    const found = runRule(rule, text, type).map(({ message, pointer }) => `${message} at ${pointer}`)
    assert.deepEqual(found, expected === undefined ? [] : [expected])
  })
}

test('two Maps with one label are told', () => {
  const one = (name: string): string =>
    `"${name}":{"Type":"Map","Label":"same","ItemProcessor":{"StartAt":"I${name}","States":{"I${name}":{"Type":"Succeed"}}},"End":true}`
  const [found] = runRule(mapLabels, `{"StartAt":"A","States":{${one('A')},${one('B')}}}`)
  assert.equal(found?.code, 'DUPLICATE_LABEL_NAME')
  assert.equal(found.pointer, '/States/B/Label')
})

test('the fix of a Map whose mode is missing makes it a Distributed one', () => {
  const text = path('"Type":"Map","ItemBatcher":{},"ItemProcessor":{"StartAt":"I","States":{}}')
  const [found] = runRule(mapModes, text)
  const [edit] = found!.fix!.edits
  const fixed = text.slice(0, edit!.offset) + edit!.text + text.slice(edit!.offset + edit!.length)
  assert.deepEqual(runRule(mapModes, fixed), [])
})
