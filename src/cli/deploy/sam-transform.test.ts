import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samTransform } from './sam-transform.ts'
import type { Resource, TemplateObject } from './template.ts'

function transformed(type: string, properties: TemplateObject, globals: TemplateObject = {}) {
  const resource: Resource = { id: 'R', type, properties, dependsOn: [], condition: undefined, metadata: {} }
  return samTransform({ Globals: globals }, [resource])
}

test('globals are merged: objects by their members, lists joined, and what a resource says itself wins', () => {
  const globals = {
    Function: {
      Timeout: 3,
      Layers: ['a'],
      Environment: { Variables: { A: '1', B: '1' } },
      Handler: { Ref: 'H' },
    },
  }
  const properties = {
    Timeout: 9,
    Layers: ['b'],
    Environment: { Variables: { B: '2' } },
    CodeUri: 'src/',
    Handler: 'x.y',
  }
  const { resources } = transformed('AWS::Serverless::Function', properties, globals)
  assert.deepEqual(resources[0]!.properties, {
    Timeout: 9,
    Layers: ['a', 'b'],
    Environment: { Variables: { A: '1', B: '2' } },
    Handler: 'x.y',
    CodeUri: 'src/',
  })
})

test('a state machine with AutoPublishAlias gets a version and an alias that points to it', () => {
  const { resources } = transformed('AWS::Serverless::StateMachine', {
    Definition: { StartAt: 'A' },
    AutoPublishAlias: 'live',
    Tags: { a: 'b' },
    Tracing: { Enabled: true },
  })
  assert.deepEqual(
    resources.map(({ id, type }) => [id, type]),
    [
      ['R', 'AWS::StepFunctions::StateMachine'],
      ['RVersion', 'AWS::StepFunctions::StateMachineVersion'],
      ['RAliaslive', 'AWS::StepFunctions::StateMachineAlias'],
    ],
  )
  assert.deepEqual(resources[0]!.properties['Tags'], [{ Key: 'a', Value: 'b' }])
  assert.deepEqual(resources[0]!.properties['TracingConfiguration'], { Enabled: true })
  assert.deepEqual(resources[2]!.properties['RoutingConfiguration'], [
    { StateMachineVersionArn: { Ref: 'RVersion' }, Weight: 100 },
  ])
})

test('a DeploymentPreference goes to the alias', () => {
  const preference = { Type: 'CANARY', Percentage: 10 }
  const { resources } = transformed('AWS::Serverless::StateMachine', {
    AutoPublishAlias: 'live',
    DeploymentPreference: preference,
  })
  const expected = { ...preference, StateMachineVersionArn: { Ref: 'RVersion' } }
  assert.deepEqual(resources[2]!.properties['DeploymentPreference'], expected)
})

test('each event is told, since nothing sets it up', () => {
  const { leftOut } = transformed('AWS::Serverless::StateMachine', {
    Events: { Nightly: { Type: 'Schedule' }, Upload: { Type: 'S3' } },
  })
  assert.deepEqual(
    leftOut.map(({ what }) => what),
    ['Events.Nightly (Schedule)', 'Events.Upload (S3)'],
  )
  assert.match(leftOut[1]!.reason, /objectCreated/)
})

test('other resources stay as they are', () => {
  const { resources } = transformed('AWS::SQS::Queue', { QueueName: 'q' })
  assert.equal(resources[0]!.type, 'AWS::SQS::Queue')
})
