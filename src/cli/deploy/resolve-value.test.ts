import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readParameters } from './parameters.ts'
import { parseTemplate } from './read-template.ts'
import { resolveValue } from './resolve-value.ts'
import { openStack } from './stack.ts'
import { folderAssets } from './assets.ts'
import type { TemplateValue } from './template.ts'

const at = { account: '123456789012', region: 'eu-west-1' }

const text = `
Parameters:
  Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] }
  Subnets: { Type: CommaDelimitedList, Default: 'a, b' }
  Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /some/name }
Mappings:
  Sizes:
    dev: { memory: 128 }
    prod: { memory: 1024 }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
  Both: !And [!Condition IsDev, !Or [!Condition IsProd, !Equals ['1', 1]]]
  Round: !Condition Trip
  Trip: !Condition Round
Resources:
  Orders: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: orders } }
  Charge: { Type: 'AWS::Lambda::Function', Properties: {} }
  ChargeLive: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: !Ref Charge, Name: live } }
  Inbox: { Type: 'AWS::SQS::Queue', Properties: { QueueName: !Sub 'inbox-\${Stage}' } }
  Topic: { Type: 'AWS::SNS::Topic' }
  Machine: { Type: 'AWS::Made::Up' }
`

/** What a value of YAML gives in the template above. */
function resolved(yaml: string, given: Readonly<Record<string, string>> = {}): TemplateValue | undefined {
  const template = parseTemplate(`${text}Value: ${yaml}\n`, 'template.yaml')
  const source = { name: 'shop', template, assets: folderAssets('.'), parameters: new Map(), tags: {} }
  const { scope } = openStack(source, {
    at,
    parameters: new Map(Object.entries(given)),
    exports: new Map([['E', 'exported']]),
  })
  return resolveValue(template.document['Value']!, ['Value'], scope)
}

suite('an intrinsic function:', () => {
  const cases: readonly (readonly [yaml: string, expected: TemplateValue])[] = [
    ['!Ref Stage', 'dev'],
    ['{ Ref: Stage }', 'dev'],
    ['!Ref Subnets', ['a', 'b']],
    ['!Ref AWS::Region', 'eu-west-1'],
    ['!Ref Orders', 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders'],
    ['!Ref Charge', 'shop-Charge'],
    ['!Ref Inbox', 'https://sqs.eu-west-1.amazonaws.com/123456789012/inbox-dev'],
    ['!Ref Topic', 'arn:aws:sns:eu-west-1:123456789012:shop-Topic'],
    ['!Ref ChargeLive', 'arn:aws:lambda:eu-west-1:123456789012:function:shop-Charge:live'],
    ['!GetAtt Charge.Arn', 'arn:aws:lambda:eu-west-1:123456789012:function:shop-Charge'],
    ['!GetAtt [Orders, Name]', 'orders'],
    ['!GetAtt Inbox.QueueName', 'inbox-dev'],
    ["!Sub '${AWS::StackName}/${Stage}/${Orders.Name}'", 'shop/dev/orders'],
    ["!Sub ['${a}-${!a}-${Stage}', { a: !Join ['', [x, y]] }]", 'xy-${a}-dev'],
    ["!Sub '${Subnets}'", 'a,b'],
    ["!Join ['-', [a, !Ref Stage, 3]]", 'a-dev-3'],
    ["!Join [',', !Ref Subnets]", 'a,b'],
    ['!If [IsProd, yes-it-is, no]', 'no'],
    ['!If [Both, 1, 2]', 1],
    ['{ a: !If [IsProd, 1, !Ref AWS::NoValue], b: [!Ref AWS::NoValue, 2] }', { b: [2] }],
    ['!FindInMap [Sizes, !Ref Stage, memory]', 128],
    ['!FindInMap [Sizes, other, memory, { DefaultValue: 1 }]', 1],
    ['!Select [1, !Ref Subnets]', 'b'],
    ["!Select ['0', !Split ['/', a/b]]", 'a'],
    ['!Base64 hello', 'aGVsbG8='],
    ["!GetAZs ''", ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    ['!ImportValue E', 'exported'],
    ['{ Fn::ToJsonString: { a: !Ref Stage } }', '{"a":"dev"}'],
    ['{ Fn::Length: !Ref Subnets }', 2],
    ['!Ref AWS::NoValue', null],
  ]
  for (const [yaml, expected] of cases) {
    test(yaml, () => assert.deepEqual(resolved(yaml) ?? null, expected))
  }

  test('takes the values of the command line', () => {
    assert.equal(resolved('!If [IsProd, yes-it-is, no]', { Stage: 'prod' }), 'yes-it-is')
    assert.equal(resolved('!FindInMap [Sizes, !Ref Stage, memory]', { Stage: 'prod' }), 1024)
  })
})

suite('a mistake is told with its place:', () => {
  const cases: readonly (readonly [yaml: string, message: RegExp])[] = [
    ['!Ref Nobody', /template\.yaml:23 \/Value\/Ref: there is no parameter and no resource Nobody/],
    ['!GetAtt Nobody.Arn', /there is no resource Nobody/],
    ['!GetAtt Charge.Colour', /Charge\.Colour is known only where AWS made the resource \(known here: Arn\)/],
    ["!Sub '${Nobody}'", /\/Value\/Fn::Sub: there is no parameter and no resource Nobody/],
    [
      '{ a: { b: !FindInMap [Sizes, none, memory] } }',
      /\/Value\/a\/b\/Fn::FindInMap: Mappings has no Sizes\.none\.memory/,
    ],
    ['!If [Nope, 1, 2]', /there is no condition Nope; Conditions has IsProd/],
    ['!If [Round, 1, 2]', /refer to each other in a circle/],
    ['!Select [7, !Ref Subnets]', /the list has 2 items/],
    ['!Cidr [10.0.0.0/16, 1]', /Fn::Cidr is not carried out here/],
    ['!ImportValue Unknown', /no stack of this deployment exports Unknown/],
    [
      '!Ref Version',
      /the parameter Version is kept by AWS Systems Manager; give it with --parameter Version=VALUE/,
    ],
    ["!Join ['-', [{ a: 1 }]]", /gives an object; expected a text/],
  ]
  for (const [yaml, message] of cases) {
    test(yaml, () => assert.throws(() => resolved(yaml), { name: 'UserError', message }))
  }
})

suite('a parameter', () => {
  const template = parseTemplate(`${text}  Size: { Type: String }`.replace('  Size', 'Other'), 't.yaml')
  const read = (given: Readonly<Record<string, string>>, yaml: string) =>
    readParameters(parseTemplate(yaml, 't.yaml'), new Map(Object.entries(given)))

  test('without a value, or with one that is not allowed, is refused', () => {
    assert.throws(
      () => read({}, 'Parameters: { A: { Type: String } }'),
      /A has no default; give it with --parameter A=VALUE/,
    )
    assert.throws(
      () => readParameters(template, new Map([['Stage', 'qa']])),
      /Stage is "qa"; expected one of dev, prod/,
    )
    assert.throws(
      () => read({ A: 'x1' }, "Parameters: { A: { Type: String, AllowedPattern: '[a-z]+' } }"),
      /A is "x1"; expected a text like/,
    )
    assert.throws(() => read({ A: 'x' }, 'Parameters: { A: { Type: Number } }'), /expected a number/)
  })
})
