import { test } from 'node:test'
import assert from 'node:assert/strict'
import { parseJson, printJson } from '#base'
import { compileReferencePath } from './compile-reference-path.ts'
import { PathMiss, type ReferencePath } from './path.ts'
import { QuerySyntaxError } from './query-syntax-error.ts'
import { tableOf } from './test-scope.ts'

function compiled(text: string): ReferencePath {
  const path = compileReferencePath(text)
  if (path instanceof QuerySyntaxError) assert.fail(`${text}: ${path.message}`)
  return path
}

function written(text: string, document: string): string {
  const result = compiled(text).write(parseJson(document), 'new')
  return result instanceof PathMiss ? `miss ${result.reason}` : printJson(result)
}

test('a result is written into the document', () => {
  for (const [given, expected] of tableOf(`
    $ {"a":1}                    => "new"
    $ null                       => "new"
    $.a {}                       => {"a":"new"}
    $.a {"a":1,"b":2}            => {"a":"new","b":2}
    $.b {"a":1,"b":2}            => {"a":1,"b":"new"}
    $['a'].b {"a":{"c":1}}       => {"a":{"c":1,"b":"new"}}
    $.a.b.c {"x":1.0}            => {"x":1.0,"a":{"b":{"c":"new"}}}
    $.a[1] {"a":[1,2,3]}         => {"a":[1,"new",3]}
    $.a[0].b {"a":[{"c":1}]}     => {"a":[{"c":1,"b":"new"}]}
    $[0] [1]                     => ["new"]
    $.日本 {}                     => {"日本":"new"}
    $.__proto__ {}               => {"__proto__":"new"}
    $.__proto__.x {"a":1}        => {"a":1,"__proto__":{"x":"new"}}
    $.constructor.name {}        => {"constructor":{"name":"new"}}
    $.a[1] {"a":[1]}             => miss Cannot write [1] in path $['a']: found an array of 1 there
    $.a[0] {}                    => miss Cannot write [0] in path $['a']: found object there
    $.a {"a":1}                  => {"a":"new"}
    $.a.b {"a":1}                => miss Cannot write ['b'] in path $['a']: found number there
    $.a.b {"a":1.0}              => miss Cannot write ['b'] in path $['a']: found number there
    $.a.b {"a":null}             => miss Cannot write ['b'] in path $['a']: found null there
    $.a.b {"a":[]}               => miss Cannot write ['b'] in path $['a']: found an array of 0 there
    $.a "text"                   => miss Cannot write ['a'] in path $: found string there
  `)) {
    const at = given.indexOf(' ')
    assert.equal(written(given.slice(0, at), given.slice(at + 1)), expected, given)
  }
})

test('the document stays as it was, and what lies beside the way is shared', () => {
  const document = { a: { b: 1 }, beside: { c: [1] } }
  const result = compiled('$.a.x').write(document, 2) as typeof document
  assert.deepEqual(document, { a: { b: 1 }, beside: { c: [1] } })
  assert.deepEqual(result, { a: { b: 1, x: 2 }, beside: { c: [1] } })
  assert.equal(result.beside, document.beside)
  assert.equal(Object.getPrototypeOf(compiled('$.__proto__.x').write({}, 1)), Object.prototype)
  assert.equal(({} as { x?: number }).x, undefined)
})

test('only names and indexes of the input can be written', () => {
  for (const [path, expected] of tableOf(`
    $$.a        => A reference path starts with '$'
    $name.a     => A reference path starts with '$'
    $.a[*]      => [*] can name several places
    $..a        => .. can name several places
    $.a[0:1]    => [0:1] can name several places
    $.a[0,1]    => [0,1] can name several places
    $['a','b']  => ['a', 'b'] can name several places
    $.a[?(@.b)] => [?] can name several places
    $.a.size()  => .size() can name several places
    $.a[-1]     => not negative
    $.a[        => never closed
    a           => A path starts with '$'
  `)) {
    const fault = compileReferencePath(path)
    assert.ok(fault instanceof QuerySyntaxError, path)
    assert.ok(fault.message.includes(expected), `${path}: ${fault.message}`)
  }
})

test('a reference path tells the names that it starts with', () => {
  assert.deepEqual(compiled('$').leadingNames, [])
  assert.deepEqual(compiled('$.a.b[0].c').leadingNames, ['a', 'b'])
})
