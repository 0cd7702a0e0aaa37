import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { applyEdits } from './edited-text.ts'
import { findJsonFaults } from './repair-json.ts'

const repaired = (text: string): string =>
  applyEdits(
    text,
    findJsonFaults(text).flatMap(({ edits }) => edits),
  ).text
const kinds = (text: string): readonly string[] => findJsonFaults(text).map(({ kind }) => kind)

/** What a text looks like, what is wrong with it, and how it is read. */
const rows: readonly (readonly [text: string, kinds: readonly string[], repaired: string])[] = [
  ['{"a": 1}', [], '{"a": 1}'],
  ['{“a”: “b”}', ['typographic-quote', 'typographic-quote'], '{"a": "b"}'],
  ['{„a“: «b»}', ['typographic-quote', 'typographic-quote'], '{"a": "b"}'],
  ['{“a": "b”}', ['typographic-quote', 'typographic-quote'], '{"a": "b"}'],
  ['{"a": "he said “no”"}', [], '{"a": "he said “no”"}'],
  ['{“a”: “say "yes" now”}', ['typographic-quote', 'typographic-quote'], '{"a": "say \\"yes\\" now"}'],
  [`{'a': 'it\\'s'}`, ['single-quote', 'single-quote'], `{"a": "it's"}`],
  ['{"a": 1,}', ['extra-comma'], '{"a": 1}'],
  ['{"a": [1, 2,, 3,]}', ['extra-comma', 'extra-comma'], '{"a": [1, 2, 3]}'],
  ['{"a": 1 "b": 2}', ['missing-comma'], '{"a": 1, "b": 2}'],
  ['{"a" 1}', ['missing-colon'], '{"a": 1}'],
  ['{"a" = 1}', ['missing-colon'], '{"a" : 1}'],
  ['{"a": True, "b": None}', ['foreign-word', 'foreign-word'], '{"a": true, "b": null}'],
  ['{"a": .5, "b": 01}', ['odd-number', 'odd-number'], '{"a": 0.5, "b": 1}'],
  ['{a: b}', ['unquoted-text', 'unquoted-text'], '{"a": "b"}'],
  ['{"a": 1 // one\n}', ['comment'], '{"a": 1 \n}'],
  ['{\n  # all\n  "a": /* one */ 1}', ['comment', 'comment'], '{\n  "a":  1}'],
  ['{"a": [1, {"b": 2', ['missing-closer'], '{"a": [1, {"b": 2}]}'],
  ['{"a": [1, 2}', ['missing-closer'], '{"a": [1, 2]}'],
  ['{"a": 1}}', ['extra-closer'], '{"a": 1}'],
  ['{"a": ]1}', ['extra-closer'], '{"a": 1}'],
  ['{"a": "b}', ['unclosed-string'], '{"a": "b"}'],
  ['{"a": , "b": 1}', ['missing-value'], '{"a": null , "b": 1}'],
  ['{"a"}', ['missing-value'], '{"a": null}'],
  ['{"a": "tab\there"}', ['control-character'], '{"a": "tab\\there"}'],
  ['{\u00a0"a": 1}', ['odd-space'], '{ "a": 1}'],
  ['{"a": 1} and more', ['unexpected-text'], '{"a": 1} '],
  [
    '{\n  "a": {\n    "b": 1,\n  "c": 2\n}',
    ['extra-comma', 'missing-closer', 'missing-comma'],
    '{\n  "a": {\n    "b": 1\n  },\n  "c": 2\n}',
  ],
]

for (const [text, expectedKinds, expected] of rows) {
  test(`${JSON.stringify(text)} is read as ${JSON.stringify(expected)}`, () => {
    assert.equal(repaired(text), expected)
    assert.deepEqual(kinds(text), expectedKinds)
    assert.doesNotThrow(() => JSON.parse(expected) as unknown)
  })
}

test('sound JSON has no faults, however it is written', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2, '\t'), (value, space) => {
      const text = JSON.stringify({ value }, null, space)
      assert.deepEqual(findJsonFaults(text), [])
    }),
  )
})

test('JSON with typographic quotes, without a bracket or without its commas is read as it was', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', 'ü', ' ', '-'), minLength: 1, maxLength: 5 })
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(name, fc.integer(), fc.boolean()),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(name, tie('tree'), { maxKeys: 3 }),
    ),
  }))
  const damage: readonly ((text: string) => string)[] = [
    (text) => text.replace(/"([^"]*)"/g, '“$1”'),
    (text) => text.replace(/"([^"]*)"/g, "'$1'"),
    (text) => text.replace(/[\]}]+$/, ''),
    (text) => text.replace(/,\n/g, '\n'),
    (text) => text.replace(/([^[{])\n/g, '$1 // note\n'),
  ]
  fc.assert(
    fc.property(tree, fc.constantFrom(...damage), (value, hurt) => {
      const text = JSON.stringify({ value }, null, 2)
      assert.deepEqual(JSON.parse(repaired(hurt(text))), JSON.parse(text))
    }),
  )
})

test('places of the repaired text are found again in the original', () => {
  const text = '{“a”: say "b"}'
  const edits = [
    { offset: 1, length: 1, text: '"' },
    { offset: 6, length: 3, text: '' },
    { offset: 13, length: 0, text: ', "c": 1' },
  ]
  const { text: edited, originalOffset } = applyEdits(text, edits)
  assert.equal(edited, '{"a”:  "b", "c": 1}')
  assert.equal(originalOffset(edited.indexOf('"b"')), text.indexOf('"b"'))
  assert.equal(originalOffset(edited.length - 1), text.length - 1)
})
