import { test } from 'node:test'
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { tryParseJson } from '#base'
import { jacksonMessage } from './jackson-message.ts'

const kinds = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

for (const [text, expected] of [
  ['not some json', `Unrecognized token 'not': was expecting ${kinds}`],
  ["{'not': 'json'", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"],
  ['{"a":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name"],
  ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value"],
  ['{"a":1 "b":2}', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries"],
  ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"],
  ['[1,]', `Unexpected character (']' (code 93)): expected a valid value ${kinds}`],
  ['{"a":}', "Unexpected character ('}' (code 125)): expected a value"],
  [
    '{"a":[1}',
    `Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)"{"a":[1}"; line: 1, column: 6])`,
  ],
  [
    '{\n "a": 1',
    'Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{\n "a": 1"; line: 1, column: 1])',
  ],
  [
    ']',
    `Unexpected close marker ']': expected '}' (for root starting at [Source: (String)"]"; line: 1, column: 0])`,
  ],
  ['{"a"', 'Unexpected end-of-input within/between Object entries'],
  ['[1,', 'Unexpected end-of-input within/between Array entries'],
  ['"open', 'Unexpected end-of-input: was expecting closing quote for a string value'],
  ['{"open', 'Unexpected end-of-input in field name'],
  ['"a\\x"', "Unrecognized character escape 'x' (code 120)"],
  ['"\\u12g4"', "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence"],
  ['"\\', 'Unexpected end-of-input in character escape sequence'],
  [
    '"a\nb"',
    'Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value',
  ],
  ['01', 'Invalid numeric value: Leading zeroes not allowed'],
  [
    '-x',
    "Unexpected character ('x' (code 120)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
  ],
  [
    '1.',
    'Unexpected character ((CTRL-CHAR, code 0)) in numeric value: Decimal point not followed by a digit',
  ],
  [
    '1e+',
    'Unexpected character ((CTRL-CHAR, code 0)) in numeric value: Exponent indicator not followed by a digit',
  ],
  ['12abc', "Unexpected character ('a' (code 97)): Expected space separating root-level values"],
  ['truely', `Unrecognized token 'truely': was expecting ${kinds}`],
  ['{} x', `Unrecognized token 'x': was expecting ${kinds}`],
  ['[NaN]', "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"],
  ['“a”', `Unexpected character ('“' (code 8220 / 0x201c)): expected a valid value ${kinds}`],
] as const) {
  test(`${JSON.stringify(text)} is described as Jackson does`, () => {
    assert.equal(jacksonMessage(text), expected)
  })
}

const jsonLike = fc.oneof(
  fc.json(),
  fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:\\ \n0123456789.-+eEtrufalsn"')) }),
  fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, noise]) => {
    const place = at % (text.length + 1)
    return text.slice(0, place) + noise + text.slice(place + 1)
  }),
)

test('a text has a fault exactly when it is not JSON', () => {
  fc.assert(
    fc.property(
      jsonLike.filter((text) => text.trim() !== ''),
      (text) => {
        assert.equal(jacksonMessage(text) === undefined, tryParseJson(text) !== undefined)
      },
    ),
    { numRuns: 3000 },
  )
})
