import { test } from 'node:test'
import assert from 'node:assert/strict'
import { awsLimits, defaultLimits, parseJson } from '#base'
import type { StructureShape } from './schema.ts'
import * as shape from './shapes.ts'
import { readStructure } from './validate.ts'

const everything = {
  type: 'structure',
  name: 'Structure',
  required: { name: shape.name },
  optional: {
    input: shape.payload,
    maxResults: shape.pageSize,
    statusFilter: shape.executionStatus,
    traceHeader: shape.traceHeader,
    publish: shape.boolean,
    tags: shape.tags,
    routes: shape.routingConfiguration,
    encryptionConfiguration: shape.encryptionConfiguration,
  },
} as const satisfies StructureShape

const read = (text: string, limits = defaultLimits) => readStructure(parseJson(text), everything, limits)

function refusal(text: string, limits = defaultLimits): string {
  try {
    read(text, limits)
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
  return 'accepted'
}

test('known members are read; unknown ones and nulls are left out', () => {
  const value = read('{"name":"a","input":null,"maxResults":5,"colour":"red","tags":[{"key":"k"}]}')
  assert.deepEqual(value, { name: 'a', maxResults: 5, tags: [{ key: 'k' }] })
})

test('an integer may be written with an exponent', () => {
  assert.equal(read('{"name":"a","maxResults":1e2}').maxResults, 100)
})

const constraint = (text: string) => `ValidationException: 1 validation error detected: ${text}`

for (const [text, expected] of [
  ['{}', constraint("Value null at 'name' failed to satisfy constraint: Member must not be null")],
  [
    '{"name":""}',
    constraint(
      "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
  ],
  [
    '{"name":"a","maxResults":1001}',
    constraint(
      "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    ),
  ],
  [
    '{"name":"a","maxResults":-1}',
    constraint(
      "Value '-1' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ),
  ],
  [
    '{"name":"a","statusFilter":"succeeded"}',
    constraint(
      "Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
    ),
  ],
  [
    '{"name":"a","traceHeader":"é"}',
    constraint(
      "Value 'é' at 'traceHeader' failed to satisfy constraint: Member must satisfy regular expression pattern: \\p{ASCII}*",
    ),
  ],
  [
    '{"name":"a","tags":[{"key":"k"},{"key":""}]}',
    constraint(
      "Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
  ],
  [
    '{"name":"a","encryptionConfiguration":{}}',
    constraint(
      "Value null at 'encryptionConfiguration.type' failed to satisfy constraint: Member must not be null",
    ),
  ],
  [
    '{"name":"","maxResults":-1}',
    "ValidationException: 2 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '-1' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 0",
  ],
  ['[]', 'SerializationException: LIST_VALUE cannot be converted to Structure at the request body'],
  ['{"name":7}', "SerializationException: NUMBER_VALUE cannot be converted to String at 'name'"],
  [
    '{"name":"a","maxResults":"7"}',
    "SerializationException: STRING_VALUE cannot be converted to Integer at 'maxResults'",
  ],
  [
    '{"name":"a","maxResults":1.5}',
    "SerializationException: NUMBER_VALUE cannot be converted to Integer at 'maxResults'",
  ],
  [
    '{"name":"a","publish":"true"}',
    "SerializationException: STRING_VALUE cannot be converted to Boolean at 'publish'",
  ],
  [
    '{"name":"a","routes":[]}',
    constraint(
      "Value '[]' at 'routes' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
  ],
  [
    '{"name":"a","routes":[{"stateMachineVersionArn":"a","weight":1},null,{"weight":2},{"stateMachineVersionArn":{"toString":1},"other":3}]}',
    "SerializationException: STRUCTURE_VALUE cannot be converted to String at 'routes.3.member.stateMachineVersionArn'",
  ],
  [
    '{"name":"a","routes":[{"stateMachineVersionArn":"a","weight":1},null,{"stateMachineVersionArn":"b","weight":2,"other":4},{"stateMachineVersionArn":"c","weight":3}]}',
    constraint(
      "Value '[RoutingConfigurationListItem(stateMachineVersionArn=a, weight=1), RoutingConfigurationListItem(stateMachineVersionArn=b, weight=2), RoutingConfigurationListItem(stateMachineVersionArn=c, weight=3)]' at 'routes' failed to satisfy constraint: Member must have length less than or equal to 2",
    ),
  ],
  ['{"name":"a","tags":{}}', "SerializationException: STRUCTURE_VALUE cannot be converted to List at 'tags'"],
] as const) {
  test(`${text} is refused with AWS's text`, () => {
    assert.equal(refusal(text), expected)
  })
}

test('payloads are measured in UTF-8 bytes, by the limits of the server, and never shown', () => {
  const bytes = awsLimits.payloadBytesMax
  const text = (characters: number) => JSON.stringify({ name: 'a', input: 'é'.repeat(characters) })
  assert.equal(refusal(text(bytes / 2), awsLimits), 'accepted')
  assert.equal(
    refusal(text(bytes / 2 + 1), awsLimits),
    constraint(
      "Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
    ),
  )
  assert.equal(refusal(text(bytes)), 'accepted')
})
