/** Definitions for property tests: all state types in both languages, with small fields that mostly go together. */
import fc from 'fast-check'
import { isObject, type Json, type JsonObject } from '#base'
import { chain, mapOf, parallelOf, task } from './test-machine.ts'

type States = Record<string, JsonObject>
type Field = fc.Arbitrary<Json>
type Fields = Readonly<Record<string, Field>>

const name = fc.constantFrom('a', 'b', 'c')
const variable = fc.constantFrom('x', 'y')

/** A small JSON value. */
export const value: Field = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<Json>(null, true, 0, 2, -1.5, 'b', '2026-01-01T00:00:05Z', ''),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
})).value

/** What the fields of one language can say. */
interface Dialect {
  readonly language: 'JSONPath' | 'JSONata'
  readonly pass: Fields
  /** Wait, and Choice without its rules. */
  readonly plain: Fields
  readonly until: fc.Arbitrary<JsonObject>
  readonly rule: fc.Arbitrary<JsonObject>
  /** Task, Parallel and Map: what makes of their result an output. */
  readonly worked: Fields
  readonly task: Fields
  readonly parallel: Fields
  readonly map: Fields
  readonly catcher: Fields
}

/** A few of these fields. */
const some = (fields: Fields): fc.Arbitrary<JsonObject> =>
  fc
    .subarray(Object.keys(fields), { maxLength: Math.min(2, Object.keys(fields).length) })
    .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, fields[key]!]))))

// ------------------------------------------------------------------------------------------------------- JSONPath

const path = fc.oneof(
  fc.constantFrom('$', '$.a', '$.a.b', '$.list[0]', '$.list[-1]', '$..a', '$.list[*]', '$.list[?(@.a > 1)]'),
  fc.constantFrom('$$.Execution.Input', '$$.State.Name', '$$.Map.Item.Value', '$x', '$x.a', '$y[0]'),
)
const text = fc.oneof(
  path,
  fc.constantFrom(
    "States.Format('{}', $.a)",
    'States.MathAdd($.a, 1)',
    'States.ArrayLength($x)',
    'States.UUID()',
  ),
)
const template = fc
  .dictionary(
    name,
    fc.oneof(
      value,
      text.map((each) => ({ '.$': each })),
    ),
  )
  .map(withPaths)

/** `{"a": {".$": path}}` as a template writes it: `{"a.$": path}`. */
function withPaths(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, each]) =>
      isObject(each) && '.$' in each ? [`${key}.$`, each['.$']!] : [key, each],
    ),
  )
}

const pathsAssign = fc.oneof(
  fc.dictionary(variable, value, { maxKeys: 2 }),
  fc.tuple(variable, text).map(([key, each]) => ({ [`${key}.$`]: each })),
)
const dataPath = fc.option(path)
const resultPath = fc.option(fc.constantFrom('$', '$.a', '$.a.b', '$.list[0]'))
const pathFields = { InputPath: dataPath, OutputPath: dataPath, Assign: pathsAssign }
const condition = fc.constantFrom<JsonObject>(
  { Variable: '$.a', NumericGreaterThan: 1 },
  { Variable: '$.a', IsPresent: true },
  { Variable: '$x', StringEqualsPath: '$.b' },
  { Not: { Variable: '$.list', IsNull: true } },
  {
    And: [
      { Variable: '$.a', IsPresent: true },
      { Variable: '$.a', IsString: true },
    ],
  },
)

const jsonPath: Dialect = {
  language: 'JSONPath',
  pass: { ...pathFields, Parameters: template, ResultPath: resultPath },
  plain: pathFields,
  until: path.map((each) => ({ SecondsPath: each })),
  rule: fc.tuple(condition, some({ Assign: pathsAssign })).map(([each, more]) => ({ ...each, ...more })),
  worked: { ...pathFields, ResultSelector: template, ResultPath: resultPath },
  task: { Parameters: template, TimeoutSecondsPath: path },
  parallel: { Parameters: template },
  map: { ItemsPath: path, ItemSelector: template, MaxConcurrencyPath: path },
  catcher: { ResultPath: resultPath, Assign: pathsAssign },
}

// -------------------------------------------------------------------------------------------------------- JSONata

const braces = (inner: string) => `{% ${inner} %}`
const expression = fc
  .constantFrom(
    '$states.input',
    '$states.input.a',
    '$states.input.list[0]',
    '$states.context.State.Name',
    '$x',
    '$x.a + 1',
    '$count($states.input)',
    "$states.input & 'b'",
    '[1..3]',
    '1 + 1',
    'true',
    "$error('no')",
    '$uuid()',
    '$map($states.input, function($v) { $v })',
    'function($v) { $v }',
  )
  .map(braces)
const resultExpression = fc.oneof(
  expression,
  fc.constantFrom('$states.result', '$count($states.result)').map(braces),
)
const errorExpression = fc.oneof(expression, fc.constant(braces('$states.errorOutput.Error')))

const outputOf = (each: fc.Arbitrary<string>): Field =>
  fc.oneof(each, value, fc.dictionary(name, each, { maxKeys: 2 }))
const leaving = (each: fc.Arbitrary<string>): Fields => ({
  Output: outputOf(each),
  Assign: fc.dictionary(variable, fc.oneof(each, value), { maxKeys: 2 }),
})
const argumentsField = { Arguments: outputOf(expression) }

const jsonata: Dialect = {
  language: 'JSONata',
  pass: leaving(expression),
  plain: leaving(expression),
  until: expression.map((each) => ({ Seconds: each })),
  rule: fc
    .tuple(expression, some(leaving(expression)))
    .map(([Condition, more]): JsonObject => ({ Condition, ...more })),
  worked: leaving(resultExpression),
  task: { ...argumentsField, TimeoutSeconds: expression },
  parallel: argumentsField,
  map: { Items: expression, ItemSelector: outputOf(expression), MaxConcurrency: expression },
  catcher: leaving(errorExpression),
}

// --------------------------------------------------------------------------------------------------------- states

/** Where a state stands, and how the states inside of it are made. */
interface At {
  readonly dialect: Dialect
  readonly name: string
  readonly next: string
  readonly inner: (prefix: string) => fc.Arbitrary<States>
}

const errorName = fc.constantFrom('States.ALL', 'States.TaskFailed', 'Boom', 'States.QueryEvaluationError')
const retry = errorName.map((each): Json => [{ ErrorEquals: [each], MaxAttempts: 1, JitterStrategy: 'FULL' }])

function merged(...parts: readonly fc.Arbitrary<JsonObject>[]): fc.Arbitrary<JsonObject> {
  return fc.tuple(...parts).map((each): JsonObject => Object.assign({}, ...each) as JsonObject)
}

/** What a state that works has besides its work: its end, its retriers, its catchers. */
function working({ dialect, next }: At, own: Fields): fc.Arbitrary<JsonObject> {
  const caught = some(dialect.catcher).map((more): Json => [
    { ErrorEquals: ['States.ALL'], ...more, Next: next },
  ])
  const handlers = some({ Retry: retry, Catch: caught })
  return merged(some({ ...dialect.worked, ...own }), handlers, fc.constant({ Next: next }))
}

function choice({ dialect, next }: At): fc.Arbitrary<JsonObject> {
  const rules = dialect.rule.map((rule) => ({ Choices: [{ ...rule, Next: next }] }))
  return merged(some(dialect.plain), rules, fc.constant({ Type: 'Choice', Default: next }))
}

function parallel(at: At): fc.Arbitrary<JsonObject> {
  const branches = fc
    .tuple(at.inner(`${at.name}p`), at.inner(`${at.name}q`))
    .map((states) => parallelOf(states))
  return merged(branches, working(at, at.dialect.parallel))
}

function map(at: At): fc.Arbitrary<JsonObject> {
  const states = at.inner(`${at.name}m`).map((each) => mapOf(each))
  return merged(states, working(at, at.dialect.map))
}

function state(at: At): fc.Arbitrary<JsonObject> {
  const { dialect, next } = at
  const until = fc.oneof(fc.constant({ Seconds: 1 }), dialect.until)
  return fc.oneof(
    merged(some(dialect.pass), fc.constant({ Type: 'Pass', Next: next })),
    merged(some(dialect.plain), until, fc.constant({ Type: 'Wait', Next: next })),
    choice(at),
    merged(fc.constant(task('f')), working(at, dialect.task)),
    parallel(at),
    map(at),
  )
}

const end = fc.constantFrom<JsonObject>(
  { Type: 'Succeed' },
  { Type: 'Pass' },
  { Type: 'Fail', Error: 'Boom' },
)

function statesOf(dialect: Dialect, prefix: string, depth: number): fc.Arbitrary<States> {
  const inner = (more: string): fc.Arbitrary<States> =>
    depth > 0 ? statesOf(dialect, more, depth - 1) : fc.constant({ [`${more}0`]: { Type: 'Pass' } })
  const at = (index: number) =>
    state({ dialect, name: `${prefix}${index}`, next: `${prefix}${index + 1}`, inner })
  return fc
    .integer({ min: 1, max: 3 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => at(index)), end))
    .map((all) => Object.fromEntries(all.map((each, index) => [`${prefix}${index}`, each])))
}

/** A definition, which the reader may refuse. */
export const definition: fc.Arbitrary<JsonObject> = fc
  .constantFrom(jsonPath, jsonata)
  .chain((dialect) => statesOf(dialect, 's', 1).map((all) => chain(all, { QueryLanguage: dialect.language })))
