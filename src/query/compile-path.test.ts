import { test } from 'node:test'
import assert from 'node:assert/strict'
import { parseJson, printJson, type Json } from '#base'
import { compilePath } from './compile-path.ts'
import { pathStepsMax } from './jsonpath/syntax.ts'
import { PathMiss, type Path } from './path.ts'
import { QuerySyntaxError } from './query-syntax-error.ts'
import { tableOf, testScope } from './test-scope.ts'

const library = parseJson(`{
  "store": {
    "book": [
      { "category": "reference", "author": "Rees", "title": "Sayings", "price": 8.95 },
      { "category": "fiction", "author": "Waugh", "title": "Sword", "price": 12.99 },
      { "category": "fiction", "author": "Melville", "title": "Moby Dick", "isbn": "0-553", "price": 8.99 },
      { "category": "fiction", "author": "Tolkien", "title": "The Lord", "isbn": "0-395", "price": 22.99 }
    ],
    "bicycle": { "color": "red", "price": 19.95 }
  },
  "limit": 10,
  "numbers": [0, 1, 2, 3, 4, 5],
  "words": ["foo", "bar", ""],
  "lists": [[1, 2], [2, 3], []],
  "nothing": null, "no": false, "text": "10",
  "odd names": { "a.b": 1, "it's": 2, "say \\"hi\\"": 3, "日本": 4, "a-b": 5, "": 6, "x[0]": 7, "__proto__": 8 },
  "users": [{ "year": 1997, "status": 0 }, { "year": 1998, "status": 1 }, { "year": 1999 }],
  "big": 12345678901234567890, "one": 1.0
}`)

function compiled(text: string): Path {
  const path = compilePath(text)
  if (path instanceof QuerySyntaxError) assert.fail(`${text}: ${path.message}`)
  return path
}

function read(text: string, input: Json = library): string {
  const value = compiled(text).read(testScope(input))
  return value instanceof PathMiss ? `miss ${value.reason}` : printJson(value)
}

function check(table: string, input: Json = library): void {
  for (const [path, expected] of tableOf(table)) assert.equal(read(path, input), expected, path)
}

test('names and indexes lead to one value', () => {
  check(String.raw`
    $.limit                          => 10
    $['limit']                       => 10
    $["limit"]                       => 10
    $[ 'limit' ]                     => 10
    $.store.book[0].title            => "Sayings"
    $.store.book[ 1 ].title          => "Sword"
    $.store.book[-1].title           => "The Lord"
    $.store.book.[0].title           => "Sayings"
    $.numbers[-6]                    => 0
    $.numbers[007]                   => miss No results for path: $['numbers'][7]
    $.nothing                        => null
    $.no                             => false
    $['odd names']['a.b']            => 1
    $['odd names']['it\'s']          => 2
    $['odd names']["say \"hi\""]     => 3
    $['odd names'].日本               => 4
    $['odd names']['\u65e5本']        => 4
    $['odd names'].a-b               => 5
    $['odd names']['']               => 6
    $['odd names']['x[0]']           => 7
    $['odd names'].__proto__         => 8
    $.big                            => 12345678901234567890
    $.one                            => 1.0
  `)
  assert.equal(read('  $.limit\n'), '10', 'blanks around a path do not count')
})

test('the context object and variables are roots', () => {
  check(`
    $$.Execution.Id                  => "run-1"
    $$.Map.Item.Index                => 2
    $$['Execution'].Input            => {"n":1}
    $$.Execution.Name                => miss No results for path: $['Execution']['Name']
    $order.id                        => 7
    $order.lines[1].sku              => "b"
    $order.lines[*].sku              => ["a","b"]
    $order['lines'][0]               => {"sku":"a"}
    $größe                           => 3
    $order.nope                      => miss No results for path: $['nope']
    $oder                            => miss The variable '$oder' is not defined here
  `)
  assert.equal(read('$$'), '{"Execution":{"Id":"run-1","Input":{"n":1}},"Map":{"Item":{"Index":2}}}')
})

test('a definite path that finds nothing says why in the words of Jayway', () => {
  check(`
    $.x                              => miss No results for path: $['x']
    $.store.x                        => miss No results for path: $['store']['x']
    $.no.such.result                 => miss Expected to find an object with property ['such'] in path $['no'] but found 'java.lang.Boolean'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'.
    $.x.such.result                  => miss Missing property in path $['x']
    $.store.x.y                      => miss Missing property in path $['store']['x']
    $.numbers[6]                     => miss No results for path: $['numbers'][6]
    $.numbers[-7]                    => miss No results for path: $['numbers'][-7]
    $.store.book[9].title            => miss No results for path: $['store']['book'][9]['title']
    $.nothing[0]                     => miss The path $['nothing'] is null
    $.limit[0]                       => miss Filter: [0] can only be applied to arrays. Current context is: 10
    $.store.bicycle[0].x             => miss Filter: [0]['x'] can only be applied to arrays. Current context is: {color=red, price=19.95}
    $.numbers.length                 => miss Expected to find an object with property ['length'] in path $['numbers'] but found 'java.util.ArrayList'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'.
    $.constructor                    => miss No results for path: $['constructor']
    $.toString.name                  => miss Missing property in path $['toString']
    $.__proto__                      => miss No results for path: $['__proto__']
    $.nothing['a','b']               => miss Expected to find an object with property ['a', 'b'] in path $['nothing'] but found 'null'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'.
  `)
  assert.match(
    read('$.one.rawJSON'),
    /found 'java.lang.Double'/,
    'a number with its own digits has no members',
  )
})

test('a miss names the key that was probably meant', () => {
  const nearest = (path: string) => {
    const miss = compiled(path).read(testScope(library))
    assert.ok(miss instanceof PathMiss)
    return miss.nearest
  }
  assert.equal(nearest('$.limt'), 'limit')
  assert.equal(nearest('$.Store.book'), 'store')
  assert.equal(nearest('$.store.bok[0]'), 'book')
  assert.equal(nearest('$oder.id'), 'order')
  assert.equal(nearest('$.entirely'), undefined)
  assert.equal(nearest('$.numbers[9]'), undefined)
})

test('an indefinite path gives a list, which may be empty', () => {
  check(`
    $.numbers[0,2,-1]                => [0,2,5]
    $.numbers[0,99]                  => [0]
    $.numbers[*]                     => [0,1,2,3,4,5]
    $.store.bicycle.*                => ["red",19.95]
    $.store.bicycle[*]               => ["red",19.95]
    $.store.[*].color                => ["red"]
    $.store.book[*].isbn             => ["0-553","0-395"]
    $..color                         => ["red"]
    $..isbn                          => ["0-553","0-395"]
    $..book[0].title                 => ["Sayings"]
    $..[0]                           => [{"category":"reference","author":"Rees","title":"Sayings","price":8.95},0,"foo",[1,2],1,2,{"year":1997,"status":0}]
    $.lists..*                       => [[1,2],[2,3],[],1,2,2,3]
    $.store..price                   => [8.95,12.99,8.99,22.99,19.95]
    $.store.book[*]['author','title'] => [{"author":"Rees","title":"Sayings"},{"author":"Waugh","title":"Sword"},{"author":"Melville","title":"Moby Dick"},{"author":"Tolkien","title":"The Lord"}]
    $['limit','no']                  => {"limit":10,"no":false}
    $['limit','missing']             => {"limit":10}
    $.store['bicycle','book'].color  => ["red"]
    $.missing[*]                     => []
    $.missing.inner[1:5].x           => []
    $.limit[*]                       => []
    $.limit[0:1]                     => []
    $..nowhere                       => []
  `)
})

test('slices follow the arithmetic of Jayway', () => {
  check(`
    $.numbers[1:3]                   => [1,2]
    $.numbers[4:]                    => [4,5]
    $.numbers[:2]                    => [0,1]
    $.numbers[-2:]                   => [4,5]
    $.numbers[:-4]                   => [0,1]
    $.numbers[-3:-1]                 => [3,4]
    $.numbers[1:-1]                  => []
    $.numbers[3:1]                   => []
    $.numbers[-99:]                  => [0,1,2,3,4,5]
    $.numbers[4:99]                  => [4,5]
    $.numbers[0:4:2]                 => [0,1,2,3]
    $.numbers[-2147483648:2147483647] => [0,1,2,3,4,5,0,1,2,3,4,5]
    $.numbers[ 1 : 3 ]               => [1,2]
  `)
})

test('the recorded wildcards and slices of an empty input give an empty list', () => {
  const paths =
    '$[*] $.items[*] $.items[:1] $.item.items[*] $.item.items[1:] $.item.items[1:5] $.items[*].itemValue'
  for (const path of paths.split(' ')) assert.equal(read(path, {}), '[]', path)
})

test('filters pick the items that pass', () => {
  const titles = (filter: string) => read(`$.store.book[?(${filter})].title`)
  for (const [filter, expected] of tableOf(String.raw`
    @.price < 10                                 => ["Sayings","Moby Dick"]
    @.price<=8.95                                => ["Sayings"]
    @.price > 10 && @.category == 'fiction'      => ["Sword","The Lord"]
    @.price>=22.99                               => ["The Lord"]
    @.price < 9 || @.author == "Tolkien"         => ["Sayings","Moby Dick","The Lord"]
    @.isbn                                       => ["Moby Dick","The Lord"]
    !@.isbn                                      => ["Sayings","Sword"]
    !(@.isbn || @.price > 12)                    => ["Sayings"]
    @['category'] != 'fiction'                   => ["Sayings"]
    @.missing != 'x'                             => ["Sayings","Sword","Moby Dick","The Lord"]
    @.missing == null                            => []
    @.price < $.limit                            => ["Sayings","Moby Dick"]
    @.price === '8.95'                           => []
    @.price == '8.95'                            => ["Sayings"]
    @.author =~ /.*e.*/                          => ["Sayings","Moby Dick","The Lord"]
    @.author =~ /re/i                            => []
    @.author =~ /re.*/i                          => ["Sayings"]
    @.isbn =~ /0\-5\d+/                          => ["Moby Dick"]
    @.author in ['Rees', "Waugh"]                => ["Sayings","Sword"]
    @.author nin ['Rees', 'Waugh']               => ["Moby Dick","The Lord"]
    @.author IN ['Rees']                         => ["Sayings"]
    @.title contains 'o'                         => ["Sword","Moby Dick","The Lord"]
    @.author size 4                              => ["Sayings"]
    @.author empty false                         => ["Sayings","Sword","Moby Dick","The Lord"]
    'Rees' == @.author                           => ["Sayings"]
    @.price < 10 && @.isbn || @.author == 'Rees' => ["Sayings","Moby Dick"]
    @.category == $$.Execution.Id                => []
    @.title < 'N'                                => ["Moby Dick"]
    @.title > 8                                  => []
    @ == 1                                       => []
  `)) {
    assert.equal(titles(filter), expected, filter)
  }
})

test('filters of lists, objects and numbers', () => {
  check(`
    $.numbers[?(@ > 3)]                          => [4,5]
    $.words[?(@ empty true)]                     => [""]
    $.lists[?(@ size 2)]                         => [[1,2],[2,3]]
    $.lists[?(@ contains 1)]                     => [[1,2]]
    $.lists[?(@ subsetof [2,3,4])]               => [[2,3],[]]
    $.lists[?(@ anyof [1,9])]                    => [[1,2]]
    $.lists[?(@ noneof [1,9])]                   => [[2,3],[]]
    $.lists[?(@ all [2])]                        => [[1,2],[2,3]]
    $.lists[?(@.length() == 0)]                  => [[]]
    $.lists[?(@[0] == 1)]                        => [[1,2]]
    $.lists[?(@ == [1,2])]                       => [[1,2]]
    $.users[?(@.status == 0)]                    => [{"year":1997,"status":0}]
    $.users[?(@.status)].year                    => [1997,1998]
    $.users[?(@.year in $.numbers)]              => []
    $.store.bicycle[?(@.color == 'red')].price   => [19.95]
    $.store.bicycle[?(@.color == 'blue')].price  => []
    $..[?(@.color)].price                        => [19.95]
    $..book[?(@.price > $.limit)].author         => ["Waugh","Tolkien"]
    $.missing[?(@.x)]                            => []
    $.users[?(@.year == {'a': [1, true]})]       => []
    $.words[?(@ =~ /fo{2}/)]                     => ["foo"]
    $.lists[?(@ =~ /1/)]                         => [[1,2]]
  `)
})

test('functions end a path', () => {
  check(`
    $.numbers.length()                           => 6
    $.numbers.size()                             => 6
    $.store.length()                             => 2
    $.length($.numbers)                          => 6
    $.store.bicycle.keys()                       => ["color","price"]
    $.numbers.min()                              => 0.0
    $.numbers.max()                              => 5.0
    $.numbers.sum()                              => 15.0
    $.numbers.avg()                              => 2.5
    $.sum($.numbers, 10)                         => 25.0
    $.numbers.first()                            => 0
    $.numbers.last()                             => 5
    $.numbers.index(-2)                          => 4
    $..year.max()                                => 1999.0
    $.lists[*].length()                          => [2,2,0]
    $.lists.stddev()                             => miss No results for path: $['lists'].stddev()
    $.limit.length()                             => miss No results for path: $['limit'].length()
  `)
})

test('a path tells its root, whether it is definite, and the names that it starts with', () => {
  const facts = (text: string) => {
    const { definite, root, variable, leadingNames } = compiled(text)
    return `${definite} ${root} ${variable ?? '-'} ${leadingNames.join('/') || '-'}`
  }
  for (const [path, expected] of tableOf(`
    $                       => true input - -
    $.a.b[0].c              => true input - a/b
    $['a']["b"]             => true input - a/b
    $$.Execution.Id         => true context - Execution/Id
    $order.lines[*].sku     => false variable order lines
    $.a..b                  => false input - a
    $.a['x','y']            => true input - a
    $.a['x','y'].z          => false input - a
    $.a[1,2]                => false input - a
    $.a.length()            => true input - a
    $..a.length()           => true input - -
    $[0].a                  => true input - -
  `)) {
    assert.equal(facts(path), expected, path)
  }
})

test('what is no path is told with its place', () => {
  for (const [text, expected] of tableOf(String.raw`
    foo                => 0 A path starts with '$'
    .a                 => 0 A path starts with '$'
    $.                 => 2 must not end with '.'
    $.a.               => 4 must not end with '.'
    $..                => 3 must not end with '.'
    $...a              => 3 Expected a name
    $a b               => 2 written ['like this']
    $.a b              => 3 written ['like this']
    $1                 => 1 Expected '.' or '['
    $-a                => 1 Expected '.' or '['
    $$$.a              => 2 Expected '.' or '['
    $[                 => 1 never closed
    $[]                => 2 Expected a name in quotes
    $[0                => 1 never closed
    $['a'              => 1 never closed
    $['a               => 2 quote ' is never closed
    $["a']             => 2 quote " is never closed
    $['a',]            => 6 Expected a name in quotes
    $['a' 'b']         => 6 Expected ']'
    $[a]               => 2 Expected a name in quotes
    $[1,]              => 4 Expected an index
    $[1:2,3]           => 5 Expected ']'
    $[:]               => 2 A slice needs
    $[::2]             => 2 A slice needs
    $[99999999999]     => 2 at most 32 bits
    $[1.5]             => 3 Expected ']'
    $[*                => 1 never closed
    $.*a               => 3 Expected '.' or '['
    $.a]               => 3 Expected '.' or '['
    $.a[?@.x]          => 5 Expected '('
    $.a[?(@.x]         => 9 Expected ')'
    $.a[?()]           => 6 Expected a path
    $.a[?(1)]          => 6 A filter is a path or a comparison
    $.a[?(@.x ==)]     => 12 Expected a path
    $.a[?(@.x ~~ 1)]   => 10 Expected ')'
    $.a[?(@.x like 1)] => 10 There is no operator 'like'
    $.a[?(@.x =~ 'a')] => 13 Expected '/'
    $.a[?(@.x =~ /a)]  => 13 never closed
    $.a[?(@.x =~ /(/)] => 13 is not one
    $.a[?(@.x =~ /a/g)] => 13 The flag 'g'
    $.a[?(@.x == tru)] => 13 found 'tru'
    $.a[?(@.x == [1,)] => 16 Expected a path
    $.a.nope()         => 4 There is no path function 'nope'
    $.a.length(        => 11 Expected a path
    $.a.sum($.b        => 11 Expected ','
    @.a                => 0 A path starts with '$'
  `)) {
    const fault = compilePath(text)
    assert.ok(fault instanceof QuerySyntaxError, `${text} is a path`)
    const [offset, ...words] = expected.split(' ')
    assert.ok(fault.message.includes(words.join(' ')), `${text}: ${fault.message}`)
    assert.equal(fault.offset, Number(offset), `${text}: ${fault.message}`)
  }
  assert.ok(compilePath('') instanceof QuerySyntaxError)
})

test('paths of any length and depth end with a value or a fault', () => {
  const long = compilePath(`$${'.a'.repeat(1_000_000)}`)
  assert.ok(long instanceof QuerySyntaxError)
  assert.match(long.message, /More than 1000 steps/)
  assert.ok(compilePath(`$.a[?(${'('.repeat(100_000)}`) instanceof QuerySyntaxError)
  assert.ok(compilePath(`$.a[?(${'!'.repeat(100_000)}@.a)]`) instanceof QuerySyntaxError)
  assert.ok(compilePath(`$.a[?(@.x == ${'['.repeat(100_000)}`) instanceof QuerySyntaxError)
  assert.ok(compilePath('$' + '[?(@'.repeat(100_000)) instanceof QuerySyntaxError)
  assert.ok(compilePath(`$.${'sum($.'.repeat(100_000)}`) instanceof QuerySyntaxError)
  assert.equal(read(`$${'[*]'.repeat(pathStepsMax)}`, {}), '[]')
  const name = 'x'.repeat(1_000_000)
  assert.equal(read(`$.${name}`, { [name]: 1 }), '1')
})

test('a deep scan of a deep document ends', () => {
  const deep = parseJson('['.repeat(1000) + ']'.repeat(1000))
  assert.equal((JSON.parse(read('$..*', deep)) as unknown[]).length, 999)
  assert.match(read('$..*..*..*..*', deep), /looks at more than 10000000 values/)
  let deeper: Json = []
  for (let i = 0; i < 100_000; i++) deeper = [deeper]
  assert.match(read('$..*', deeper), /nests too deep/)
})

test('filters that compare everything with everything end', () => {
  const lists = { ids: Array.from({ length: 10_000 }, (_, i) => i) }
  for (const filter of [
    '@ in $.ids',
    '$.ids anyof $.ids',
    '$.ids.sum() > @',
    '$.ids == $.ids',
    '$..* size 1',
  ]) {
    assert.match(read(`$.ids[?(${filter})]`, lists), /looks at more than 10000000 values/, filter)
  }
})

test('a regular expression takes linear time', () => {
  const text = `${'a'.repeat(50_000)}!`
  assert.equal(read('$[?(@ =~ /(a+)+$/)]', [text]), '[]')
  assert.ok(compilePath('$[?(@ =~ /((a{1000}){1000}){1000}/)]') instanceof QuerySyntaxError)
})
