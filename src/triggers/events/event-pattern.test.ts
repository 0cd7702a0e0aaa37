import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '#base'
import { compileEventPattern } from './event-pattern.ts'
import { InvalidEventPattern } from './invalid-event-pattern.ts'

const event = `{
  "source": "shop.orders", "detail-type": "Order placed", "account": "000000000000", "time": "2026-01-02T03:04:05Z",
  "resources": ["arn:aws:states:one", "arn:aws:states:two"],
  "detail": {
    "amount": 300, "rate": 3.0e2, "state": "New", "note": null, "empty": "", "paid": true, "path": "in/2026/a*b.jpg",
    "ip": "10.0.0.17", "ip6": "2001:db8::17", "tags": [], "nested": { "deep": { "leaf": 1 } },
    "lines": [ { "sku": "a", "count": 1 }, { "sku": "b", "count": 5, "gift": true } ], "$or": "plain"
  }
}`

const matches = (pattern: string) => compileEventPattern(pattern).matches(parseJson(event))
const inDetail = (detail: string) => matches(`{"detail":${detail}}`)

const table: readonly (readonly [what: string, detail: string, expected: boolean])[] = [
  ['an equal text', '{"state":["Old","New"]}', true],
  ['another text', '{"state":["new"]}', false],
  ['an equal number', '{"amount":[300]}', true],
  ['a number that is written otherwise', '{"amount":[300.0]}', false],
  ['a number as it is written', '{"rate":[3.0e2]}', true],
  ['a number as a text', '{"amount":["300"]}', false],
  ['null', '{"note":[null]}', true],
  ['null that is missing', '{"missing":[null]}', false],
  ['the empty text', '{"empty":[""]}', true],
  ['a boolean', '{"paid":[true]}', true],
  ['all members', '{"state":["New"],"paid":[false]}', false],
  ['prefix', '{"state":[{"prefix":"Ne"}]}', true],
  ['prefix of another case', '{"state":[{"prefix":"ne"}]}', false],
  ['prefix whatever the case', '{"state":[{"prefix":{"equals-ignore-case":"nE"}}]}', true],
  ['prefix of a number', '{"amount":[{"prefix":"3"}]}', false],
  ['suffix', '{"path":[{"suffix":".jpg"}]}', true],
  ['suffix whatever the case', '{"path":[{"suffix":{"equals-ignore-case":".JPG"}}]}', true],
  ['equals-ignore-case', '{"state":[{"equals-ignore-case":"NEW"}]}', true],
  ['equals-ignore-case of another', '{"state":[{"equals-ignore-case":"NE"}]}', false],
  ['wildcard', '{"path":[{"wildcard":"in/*.jpg"}]}', true],
  ['wildcard with several parts', '{"path":[{"wildcard":"*2026*a*.jpg"}]}', true],
  ['wildcard whose parts overlap', '{"state":[{"wildcard":"New*w"}]}', false],
  ['wildcard of an asterisk', '{"path":[{"wildcard":"in/2026/a\\\\*b.jpg"}]}', true],
  ['wildcard of the whole', '{"state":[{"wildcard":"*"}]}', true],
  ['wildcard without one', '{"state":[{"wildcard":"New"}]}', true],
  ['anything-but a text', '{"state":[{"anything-but":"Old"}]}', true],
  ['anything-but the text', '{"state":[{"anything-but":"New"}]}', false],
  ['anything-but of what is missing', '{"missing":[{"anything-but":"New"}]}', false],
  ['anything-but a list', '{"state":[{"anything-but":["Old","New"]}]}', false],
  ['anything-but numbers', '{"amount":[{"anything-but":[1,2]}]}', true],
  ['anything-but a text, of a number', '{"amount":[{"anything-but":"300"}]}', true],
  ['anything-but prefix', '{"state":[{"anything-but":{"prefix":"N"}}]}', false],
  ['anything-but prefixes', '{"state":[{"anything-but":{"prefix":["O","P"]}}]}', true],
  ['anything-but suffix', '{"path":[{"anything-but":{"suffix":".png"}}]}', true],
  ['anything-but suffixes', '{"path":[{"anything-but":{"suffix":[".png",".jpg"]}}]}', false],
  ['anything-but equals-ignore-case', '{"state":[{"anything-but":{"equals-ignore-case":["new"]}}]}', false],
  ['anything-but wildcard', '{"path":[{"anything-but":{"wildcard":"*/2026/*"}}]}', false],
  ['numeric equality', '{"rate":[{"numeric":["=",300]}]}', true],
  ['numeric range', '{"amount":[{"numeric":[">",0,"<=",300]}]}', true],
  ['numeric range with an open end', '{"amount":[{"numeric":[">",0,"<",300]}]}', false],
  ['numeric of a text', '{"state":[{"numeric":[">",0]}]}', false],
  ['cidr', '{"ip":[{"cidr":"10.0.0.0/24"}]}', true],
  ['cidr of another network', '{"ip":[{"cidr":"10.0.1.0/24"}]}', false],
  ['cidr of one address', '{"ip":[{"cidr":"10.0.0.17/32"}]}', true],
  ['cidr of everything', '{"ip":[{"cidr":"0.0.0.0/0"}]}', true],
  ['cidr of IPv6', '{"ip6":[{"cidr":"2001:db8::/32"}]}', true],
  ['cidr of the other family', '{"ip":[{"cidr":"::/0"}]}', false],
  ['cidr of no address', '{"state":[{"cidr":"0.0.0.0/0"}]}', false],
  ['exists', '{"note":[{"exists":true}]}', true],
  ['exists of what is missing', '{"missing":[{"exists":true}]}', false],
  ['exists of an object', '{"nested":[{"exists":true}]}', false],
  ['exists of an empty list', '{"tags":[{"exists":true}]}', false],
  ['does not exist', '{"missing":[{"exists":false}]}', true],
  ['does not exist, but does', '{"note":[{"exists":false}]}', false],
  ['does not exist, of an object', '{"nested":[{"exists":false}]}', true],
  ['does not exist, below what is missing', '{"missing":{"deep":[{"exists":false}]}}', true],
  ['does not exist, or is equal', '{"state":[{"exists":false},"New"]}', true],
  ['does not exist in any element', '{"lines":{"gift":[{"exists":false}]}}', false],
  ['something deeper', '{"nested":{"deep":{"leaf":[1]}}}', true],
  ['something deeper than there is', '{"state":{"deep":[1]}}', false],
  ['an element of a list', '{"lines":{"sku":["b"]}}', true],
  ['two members of one element', '{"lines":{"sku":["b"],"count":[{"numeric":[">",4]}]}}', true],
  ['two members of two elements', '{"lines":{"sku":["a"],"count":[{"numeric":[">",4]}]}}', false],
  ['one of several', '{"$or":[{"state":["Old"]},{"amount":[{"numeric":[">",100]}]}]}', true],
  ['none of several', '{"$or":[{"state":["Old"]},{"amount":[{"numeric":[">",300]}]}]}', false],
  ['one of several, and another', '{"paid":[false],"$or":[{"state":["New"]},{"amount":[1]}]}', false],
  ['one within one', '{"$or":[{"state":["Old"]},{"$or":[{"amount":[1]},{"paid":[true]}]}]}', true],
  ['a member that is named $or', '{"$or":["plain"]}', true],
]

for (const [what, detail, expected] of table)
  test(`${what} ${expected ? 'matches' : 'does not match'}: ${detail}`, () => {
    assert.equal(inDetail(detail), expected)
  })

test('a list of the event matches by one of its elements', () => {
  assert.equal(matches('{"resources":["arn:aws:states:two"]}'), true)
  assert.equal(matches('{"resources":[{"prefix":"arn:aws:s3"}]}'), false)
  assert.equal(matches('{"source":["shop.orders"],"detail-type":["Order placed"]}'), true)
})

const refused: readonly (readonly [pattern: string, reason: RegExp])[] = [
  ['[]', /Filter is not an object/],
  ['{', /not valid JSON/],
  ['{}', /Empty objects are not allowed/],
  ['{"a":{}}', /Empty objects are not allowed \(at a\)/],
  ['{"a":"b"}', /"a" must be an object or an array \(at a\)/],
  ['{"a":{"b":1}}', /"b" must be an object or an array \(at a\.b\)/],
  ['{"a":[]}', /Empty arrays are not allowed/],
  ['{"a":[["b"]]}', /Match value must be String, number, true, false, or null/],
  ['{"a":[{"like":"b"}]}', /Unrecognized match type like/],
  ['{"a":[{"prefix":"b","suffix":"c"}]}', /Only one key allowed in match expression/],
  ['{"a":[{"prefix":1}]}', /prefix match pattern must be a string/],
  ['{"a":[{"suffix":null}]}', /suffix match pattern must be a string/],
  ['{"a":[{"equals-ignore-case":[]}]}', /equals-ignore-case match pattern must be a string/],
  ['{"a":[{"prefix":{"suffix":"b"}}]}', /Unsupported prefix pattern/],
  ['{"a":[{"exists":"yes"}]}', /exists match pattern must be either true or false/],
  ['{"a":[{"anything-but":[]}]}', /Empty arrays are not allowed/],
  ['{"a":[{"anything-but":[1,"b"]}]}', /mixed type is not supported/],
  ['{"a":[{"anything-but":null}]}', /Inside anything but list/],
  ['{"a":[{"anything-but":{"numeric":["=",1]}}]}', /Unsupported anything-but pattern: numeric/],
  ['{"a":[{"numeric":5}]}', /Value of numeric must be an array/],
  ['{"a":[{"numeric":[]}]}', /Invalid member in numeric match/],
  ['{"a":[{"numeric":["!=",5]}]}', /Unrecognized numeric range operator: !=/],
  ['{"a":[{"numeric":["<","5"]}]}', /Value of < must be numeric/],
  ['{"a":[{"numeric":["<",6000000000]}]}', /must be between/],
  ['{"a":[{"numeric":[">",5,"<",1]}]}', /Bottom must be less than top/],
  ['{"a":[{"numeric":["<",5,">",1]}]}', /Bad numeric range operator: </],
  ['{"a":[{"numeric":[">",1,"<",5,"<",6]}]}', /Too many terms/],
  ['{"a":[{"wildcard":"a**b"}]}', /Consecutive wildcard characters at pos 1/],
  ['{"a":[{"wildcard":"a\\\\b"}]}', /Invalid escape character at pos 1/],
  ['{"a":[{"cidr":"10.0.0/24"}]}', /Malformed CIDR/],
  ['{"a":[{"cidr":"10.0.0.0/33"}]}', /mask bits must be from 0 to 32/],
]

for (const [pattern, reason] of refused)
  test(`the pattern ${pattern} is refused`, () => {
    assert.throws(
      () => compileEventPattern(pattern),
      (error) => error instanceof InvalidEventPattern && reason.test(error.message),
    )
  })

test('a pattern whose alternatives multiply is refused', () => {
  const member = (name: string) => `"${name}":{"$or":[${'{"a":["1"]},'.repeat(10)}{"b":["2"]}]}`
  const pattern = `{${['a', 'b', 'c'].map(member).join()}}`
  assert.throws(() => compileEventPattern(pattern), /too complex/)
})
