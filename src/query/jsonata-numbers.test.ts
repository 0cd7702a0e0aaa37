import assert from 'node:assert/strict'
import { test } from 'node:test'
import { document, jsonataScope, outcomeText } from './test-jsonata.ts'
import { tableOf } from './test-scope.ts'

async function checkTable(table: string): Promise<void> {
  for (const [expression, expected] of tableOf(table)) {
    assert.equal(await outcomeText(expression, jsonataScope(document)), expected, expression)
  }
}

test('a number that is only passed through arrives as it came', () =>
  checkTable(`
    $states.input.n => 1.0
    $states.input.big => 12345678901234567890
    $states.input.minus => -0
    $states.input.items.price => [2,1.50]
    {"n": $states.input.n, "count": $count($states.input.items)} => {"n":1.0,"count":2}
    [$states.input.big, 1] => [12345678901234567890,1]
    $states.input.object => {"k":[1.0,2]}
    $states.input.object.* => [1.0,2]
    $states.input.object.** => [{"k":[1.0,2]},1.0,2]
    $append($states.input.n, 2) => [1.0,2]
    $merge([$states.input.object, {"z": $states.input.n}]) => {"k":[1.0,2],"z":1.0}
    $map($states.input.items, function($v) { $v.price }) => [2,1.50]
    $filter($states.input.items.price, function($v) { $v < 2 }) => 1.50
    $sort($states.input.items.price) => [1.50,2]
    $states.input.items^(price).price => [1.50,2]
    $reverse([$states.input.n, 2]) => [2,1.0]
    $lookup($states.input, "n") => 1.0
    $clone($states.input.object) => {"k":[1.0,2]}
    $reduce([$states.input.n, 2], $append) => [1.0,2]
    $zip([$states.input.n], ["a"]) => [[1.0,"a"]]
    $states.input.a = 1 ? $states.input.big : 0 => 12345678901234567890
    ($x := $states.input.big; $x) => 12345678901234567890
    (function($x) { $x })($states.input.n) => 1.0
    $parse("[1.0, 12345678901234567890]") => [1.0,12345678901234567890]
    $parse("1e3") => 1e3
  `))

test('what is computed with it is computed with its double', () =>
  checkTable(`
    $states.input.n + 1 => 2
    $states.input.big + 0 => 12345678901234567000
    -$states.input.n => -1
    $states.input.n = 1 => true
    $states.input.n != 1 => false
    $states.input.n in [1, 2] => true
    $states.input.n < 2 and $states.input.n > 0 => true
    $states.input.items[price = 1.5].id => 3
    $states.input.items[$states.input.n].id => 3
    $states.input.minus ? "yes" : "no" => "no"
    $not($states.input.minus) => true
    [$states.input.n..3] => [1,2,3]
    $states.input.n & "" => "1"
    $string($states.input.n) => "1"
    $string($states.input.object) => "{\\"k\\":[1,2]}"
    $sum($states.input.items.price) => 3.5
    $max($states.input.items.price) => 2
    $abs($states.input.n) => 1
    $type($states.input.n) => "number"
    $distinct([$states.input.n, 1]) => [1]
    $boolean($states.input.minus) => false
    $formatNumber($states.input.items[1].price, "0.000") => "1.500"
    $states.input.n ~> $string() => "1"
    ([$states.input.n]).$string() => "1"
  `))

test('a fault reads as if the number were written as usual', () =>
  checkTable(`
    $states.input.n & "" & 1 + "x" => threw an error during evaluation. T2001: The left side of the "+" operator must evaluate to a number
    $uppercase($states.input.n) => threw an error during evaluation. T0410: Argument 1 of function "uppercase" does not match function signature
    $number({"n": $states.input.n}) => threw an error during evaluation. T0410: Argument 1 of function "number" does not match function signature
    $states.input.n < "x" => threw an error during evaluation. T2009: The values 1 and "x" either side of operator "<" must be of the same data type
  `))
