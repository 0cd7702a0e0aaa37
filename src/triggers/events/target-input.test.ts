import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '#base'
import { compileTargetInput, InvalidTargetInput, type InputSettings } from './target-input.ts'

const text =
  '{"id":"e1","source":"shop","detail":{"id":7,"name":"a \\"b\\"","big":9007199254740993,"lines":[{"sku":"x"}],"none":null}}'

function inputOf(settings: InputSettings): string {
  return compileTargetInput(settings)({
    text,
    event: parseJson(text),
    ruleArn: 'arn:aws:events:us-east-1:000000000000:rule/r',
    ruleName: 'r',
    ingestionTime: '2026-01-01T00:00:00Z',
  })
}

function templated(InputTemplate: string, InputPathsMap: Record<string, string> = {}): string {
  return inputOf({ InputTransformer: { InputTemplate, InputPathsMap } })
}

test('a target gets the whole event as it was written, a part of it, or a constant', () => {
  assert.equal(inputOf({}), text)
  assert.equal(inputOf({ InputPath: '$' }), text)
  assert.equal(inputOf({ InputPath: '$.detail.big' }), '9007199254740993')
  assert.equal(inputOf({ InputPath: '$.detail.lines[0]' }), '{"sku":"x"}')
  assert.equal(inputOf({ InputPath: '$.missing' }), 'null')
  assert.equal(inputOf({ Input: '{"a":1}' }), '{"a":1}')
})

const table: readonly (readonly [template: string, paths: Record<string, string>, expected: string])[] = [
  [
    '{"id": <id>, "name": <name>}',
    { id: '$.detail.id', name: '$.detail.name' },
    '{"id": 7, "name": "a \\"b\\""}',
  ],
  ['"order <id> of <name>"', { id: '$.detail.id', name: '$.detail.name' }, '"order 7 of a \\"b\\""'],
  ['{"lines": <lines>}', { lines: '$.detail.lines' }, '{"lines": [{"sku":"x"}]}'],
  ['"lines: <lines>"', { lines: '$.detail.lines' }, '"lines: [{\\"sku\\":\\"x\\"}]"'],
  ['{"a": <gone>, "b": "<gone>"}', { gone: '$.gone' }, '{"a": null, "b": ""}'],
  ['{"quoted \\" <id>": <id>}', { id: '$.detail.id' }, '{"quoted \\" 7": 7}'],
  ['"<aws.events.rule-name> at <aws.events.event.ingestion-time>"', {}, '"r at 2026-01-01T00:00:00Z"'],
  ['{"rule": <aws.events.rule-arn>}', {}, '{"rule": "arn:aws:events:us-east-1:000000000000:rule/r"}'],
  ['{"e": <aws.events.event>}', {}, '{"e": {"id":"e1","source":"shop"}}'],
  ['{"e": <aws.events.event.json>}', {}, `{"e": ${text}}`],
  ['1 < 2 and <b', {}, '1 < 2 and <b'],
]

for (const [template, paths, expected] of table)
  test(`the template ${template} gives ${expected}`, () => {
    assert.equal(templated(template, paths), expected)
  })

test('what makes no input is refused', () => {
  const refused: readonly (readonly [InputSettings, RegExp])[] = [
    [{ Input: '{}', InputPath: '$.a' }, /Only one of Input, InputPath, or InputTransformer/],
    [{ InputPath: 'detail' }, /no JSONPath|begin with/],
    [{ InputPath: '$$.Execution' }, /has to begin with/],
    [{ InputTransformer: { InputTemplate: '<a>' } }, /names <a>, which is neither/],
    [{ InputTransformer: { InputTemplate: '1', InputPathsMap: { 'aws.x': '$.a' } } }, /reserved/],
  ]
  for (const [settings, reason] of refused)
    assert.throws(
      () => inputOf(settings),
      (error) => error instanceof InvalidTargetInput && reason.test(error.message),
    )
})
