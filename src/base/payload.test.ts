import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from './payload.ts'

test('a payload prints as its author wrote it', () => {
  const text = '{ "a": 1.0, "big": 12345678901234567890 }'
  const payload = Payload.fromText(text)
  assert.equal(JSON.stringify(payload.value), '{"a":1.0,"big":12345678901234567890}')
  assert.equal(payload.text, text)
})

test('a payload is measured in UTF-8 bytes', () => {
  for (const [text, bytes] of [
    ['"abc"', 5],
    ['"ü"', 4],
    ['"€"', 5],
    ['"😀"', 6],
  ] as const) {
    const payload = Payload.fromText(text)
    assert.equal(payload.exceeds(bytes), false, `${text} has ${bytes} bytes`)
    assert.equal(payload.exceeds(bytes - 1), true, `${text} has more than ${bytes - 1} bytes`)
  }
})

test('a value whose text would be longer than any string exceeds every limit', () => {
  const piece = 'x'.repeat(2 ** 26)
  const payload = Payload.fromValue(Array.from({ length: 9 }, () => piece))
  assert.equal(payload.exceeds(Number.MAX_SAFE_INTEGER), true)
})

test('null is a value like any other', () => {
  assert.equal(Payload.fromValue(null).value, null)
  assert.equal(Payload.fromText('null').value, null)
  assert.equal(Payload.fromValue(null).text, 'null')
})
