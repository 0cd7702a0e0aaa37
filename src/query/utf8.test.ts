import { test } from 'node:test'
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { base64FromBytes, bytesFromBase64 } from './base64.ts'
import { utf8Bytes, utf8Text } from './utf8.ts'

test('texts become the bytes that a TextEncoder makes', () => {
  const encoder = new TextEncoder()
  const anyText = fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)) })
  fc.assert(
    fc.property(fc.oneof(anyText, fc.string({ unit: 'grapheme' })), (text) => {
      assert.deepEqual([...utf8Bytes(text)], [...encoder.encode(text)])
    }),
  )
})

test('bytes become the text that a TextDecoder makes, also where they are no UTF-8', () => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const likely = fc.constantFrom(
    0x41,
    0x80,
    0x9f,
    0xa0,
    0xbf,
    0xc0,
    0xc2,
    0xe0,
    0xe2,
    0xed,
    0xf0,
    0xf4,
    0xf5,
    0xff,
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(likely, fc.nat({ max: 255 }))), (bytes) => {
      const data = Uint8Array.from(bytes)
      assert.equal(utf8Text(data), decoder.decode(data))
    }),
    { numRuns: 500 },
  )
})

test('Base64 goes there and back as Node does it', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = base64FromBytes(bytes)
      assert.equal(text, Buffer.from(bytes).toString('base64'))
      assert.deepEqual(bytesFromBase64(text), bytes)
      assert.deepEqual(bytesFromBase64(text.replaceAll('=', '')), bytes)
    }),
  )
})
