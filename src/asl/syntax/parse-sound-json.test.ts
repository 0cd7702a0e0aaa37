import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'node:test'
import { parseJson, printJson } from '#base'
import { syntaxDepthMax } from '../limits.ts'
import { toJson, type SyntaxNode } from './node.ts'
import { parseSoundJson } from './parse-sound-json.ts'

test('what JSON.parse takes is read to the same value, and nothing else is read', () => {
  const pieces = fc.string({
    unit: fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      'a',
      '\\',
      '1',
      '.',
      '-',
      'e',
      ' ',
      '\n',
      'null',
      '/*',
    ),
  })
  const text = fc.oneof(pieces, fc.json(), fc.string({ unit: 'binary' }))
  fc.assert(
    fc.property(text, (given) => {
      const root = parseSoundJson(given)
      assert.equal(root !== undefined, isJson(given), given)
      if (root) assert.equal(printJson(toJson(root)), printJson(parseJson(given)))
    }),
    { numRuns: 2000 },
  )
})

test('every node has its place in the text and its pointer', () => {
  const text = ' {"a": [1, {"b/c": "\\u0064"}],\r\n\t"n": 1.0e2 }\n'
  const seen: string[] = []
  const look = (node: SyntaxNode): void => {
    seen.push(`${node.pointer} ${text.slice(node.offset, node.offset + node.length)}`)
    if (node.kind === 'array') node.items.forEach(look)
    if (node.kind === 'object') {
      for (const { keySpan, value } of node.members) {
        seen.push(text.slice(keySpan.offset, keySpan.offset + keySpan.length))
        look(value)
      }
    }
  }
  look(parseSoundJson(text)!)
  assert.deepEqual(seen, [
    `/ ${text.trim()}`,
    '"a"',
    '/a [1, {"b/c": "\\u0064"}]',
    '/a[0] 1',
    '/a[1] {"b/c": "\\u0064"}',
    '"b/c"',
    '/a[1]/b/c "\\u0064"',
    '"n"',
    '/n 1.0e2',
  ])
})

test('comments, commas at the end and what nests too deep are for the reader of texts with faults', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  for (const text of ['{} // a', '/* a */ {}', '[1,]', '{"a": 1,}', '', '{} {}', nested(syntaxDepthMax + 1)])
    assert.equal(parseSoundJson(text), undefined, text.slice(0, 20))
  assert.ok(parseSoundJson(nested(syntaxDepthMax)))
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
