import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { printDefinition } from './print-definition.ts'
import { readDefinition } from './read-definition.ts'
import type { SyntaxNode } from './syntax/node.ts'
import { readText } from './syntax/read-text.ts'

/** A tree without the places of its parts. */
function shapeOf(node: SyntaxNode | undefined): unknown {
  if (node?.kind === 'array') return node.items.map(shapeOf)
  if (node?.kind === 'object') return node.members.map(({ key, value }) => [key, shapeOf(value)])
  return node?.value
}

const tree = (text: string, format?: 'yaml'): unknown =>
  shapeOf(readText(text, format ? { format } : {}).root)
const sound = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

test('what is printed reads as the same definition, for any object', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(4), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      const printed = printDefinition(text)!
      assert.deepEqual(tree(printed), tree(text))
      assert.equal(printDefinition(printed), printed)
    }),
  )
})

for (const name of ['sound-definition.asl.json', 'sound-jsonata.asl.json']) {
  test(`${name} is the same machine after it was printed`, () => {
    const text = sound(name)
    const printed = printDefinition(text)!
    assert.deepEqual(tree(printed), tree(text))
    assert.deepEqual(
      readDefinition(printed).diagnostics.map(({ message }) => message),
      readDefinition(text).diagnostics.map(({ message }) => message),
    )
  })
}

test('numbers are printed as they were written', () => {
  const printed = printDefinition('{"a":12345678901234567890,"b":1.0,"c":1e3,"d":-0}')
  assert.equal(printed, '{\n  "a": 12345678901234567890,\n  "b": 1.0,\n  "c": 1e3,\n  "d": -0\n}\n')
})

test('YAML is printed as JSON, and a repaired text as what it was read as', () => {
  assert.equal(
    printDefinition('StartAt: A\nStates:\n  A: {Type: Succeed}\n', { format: 'yaml' }),
    '{\n  "StartAt": "A",\n  "States": {\n    "A": {\n      "Type": "Succeed"\n    }\n  }\n}\n',
  )
  assert.equal(printDefinition('{"StartAt": "A",}'), '{\n  "StartAt": "A"\n}\n')
})

test('a text that is no object is not printed', () => {
  assert.equal(printDefinition('not a definition'), undefined)
})
