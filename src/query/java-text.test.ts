import { test } from 'node:test'
import assert from 'node:assert/strict'
import { parseJson } from '#base'
import { javaText } from './java-text.ts'
import { tableOf } from './test-scope.ts'

test('values print as Java prints them', () => {
  for (const [json, expected] of tableOf(`
    "text"                     => text
    null                       => null
    true                       => true
    1                          => 1
    1.1                        => 1.1
    1.0                        => 1.0
    -0                         => 0
    -0.0                       => -0.0
    0.001                      => 0.001
    0.0001                     => 1.0E-4
    9999999.5                  => 9999999.5
    12345678.5                 => 1.23456785E7
    1e3                        => 1000.0
    1e10                       => 1.0E10
    1e999                      => Infinity
    9007199254740993           => 9007199254740993
    12345678901234567890       => 12345678901234567890
    []                         => []
    {}                         => {}
    {"a":"b","c":[1,{"d":""}]} => {a=b, c=[1, {d=}]}
  `)) {
    assert.equal(javaText(parseJson(json)), expected, json)
  }
})
