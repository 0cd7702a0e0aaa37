import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTemplate } from './read-template.ts'

test('short forms become long ones, nested ones as well', () => {
  const { document } = parseTemplate(
    `
a: !Sub x
b: !GetAtt Some.Thing.Arn
c: !If [C, !Ref A, { d: !Join ['', [!Base64 x]] }]
d: !Condition C
e: !Sub
  - '\${x}'
  - x: !Ref Y
`,
    't.yaml',
  )
  assert.deepEqual(document, {
    a: { 'Fn::Sub': 'x' },
    b: { 'Fn::GetAtt': ['Some', 'Thing.Arn'] },
    c: { 'Fn::If': ['C', { Ref: 'A' }, { d: { 'Fn::Join': ['', [{ 'Fn::Base64': 'x' }]] } }] },
    d: { Condition: 'C' },
    e: { 'Fn::Sub': ['${x}', { x: { Ref: 'Y' } }] },
  })
})

test('dates and numbers with a leading zero stay the texts that CloudFormation takes them for', () => {
  const { document } = parseTemplate(
    'v: 2012-10-17\naccount: 000123456789\nn: 12\nbig: 12345678901234567890',
    't.yaml',
  )
  assert.equal(document['v'], '2012-10-17')
  assert.equal(document['account'], '000123456789')
  assert.equal(document['n'], 12)
})

test('anchors and merge keys are followed, and what is written out wins', () => {
  const { document } = parseTemplate('base: &b { x: 1, y: 2 }\nother: { <<: *b, y: 3 }\n', 't.yaml')
  assert.deepEqual(document['other'], { x: 1, y: 3 })
})

test('each value has its line, and what has none has that of what is around it', () => {
  const template = parseTemplate(
    'Resources:\n  A:\n    Type: x\n    Properties:\n      Name: !Ref B\n',
    't.yaml',
  )
  assert.equal(template.lineOf(['Resources', 'A']), 3)
  assert.equal(template.lineOf(['Resources', 'A', 'Properties', 'Name', 'Ref']), 5)
  assert.equal(template.lineOf(['Resources', 'A', 'Properties', 'Other', 'Deep']), 5)
  assert.equal(template.lineOf([]), 1)
})

test('JSON is read as well; what is neither is refused with its place', () => {
  assert.deepEqual(parseTemplate('{\n\t"Resources": {\n\t\t"A": [1, null]\n\t}\n}', 't.json').document, {
    Resources: { A: [1, null] },
  })
  assert.throws(() => parseTemplate('a: [1\nb: 2', 't.yaml'), /t\.yaml is neither YAML nor JSON: .* line 2/s)
  assert.throws(() => parseTemplate('- 1', 't.yaml'), /is no template: expected an object with Resources/)
})
