import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '#base'
import { parseResource, type ServiceResource } from '#asl'
import { mockResultFault, type FieldValidation } from './mock-result.ts'

const table: readonly [resource: string, result: Json, strict: string | undefined, present?: string][] = [
  [
    'events:putEvents',
    { Entries: [{ EventId: 'a' }, { EventId: ['b'] }] },
    "Field 'EventId' must be a string",
    "Field 'EventId' must be a string",
  ],
  [
    'events:putEvents',
    { Entries: {} },
    "Field 'Entries' must be an array",
    "Field 'Entries' must be an array",
  ],
  ['events:putEvents', {}, undefined],
  ['events:putEvents', { Nobody: 'knows this' }, undefined],
  ['states:startExecution', {}, "Required field 'ExecutionArn' is missing"],
  ['states:startExecution', { ExecutionArn: 'a', StartDate: 1 }, undefined],
  [
    'states:startExecution',
    { ExecutionArn: 'a', StartDate: true },
    "Field 'StartDate' must be a string",
    "Field 'StartDate' must be a string",
  ],
  [
    'states:startExecution.sync:2',
    { ExecutionArn: 'a', StartDate: 1 },
    "Required field 'StateMachineArn' is missing",
  ],
  ['states:startExecution.waitForTaskToken', 'anything', undefined],
  ['aws-sdk:sfn:startExecution', { ExecutionArn: 'a' }, "Required field 'StartDate' is missing"],
  ['lambda:invoke', { Payload: { any: ['thing'] }, StatusCode: 200 }, undefined],
  [
    'lambda:invoke',
    { StatusCode: '200' },
    "Field 'StatusCode' must be a number",
    "Field 'StatusCode' must be a number",
  ],
  ['dynamodb:getItem', { Item: { a: { S: 1 } } }, "Field 'S' must be a string", "Field 'S' must be a string"],
  [
    'dynamodb:getItem',
    { Item: { a: { BOOL: 'no' } } },
    "Field 'BOOL' must be a boolean",
    "Field 'BOOL' must be a boolean",
  ],
  [
    'aws-sdk:lambda:getFunction',
    { Configuration: { MemorySize: 127 } },
    "Field 'MemorySize' is less than the minimum value",
    "Field 'MemorySize' is less than the minimum value",
  ],
  [
    'aws-sdk:lambda:getFunction',
    { Configuration: { MemorySize: 1e6 } },
    "Field 'MemorySize' exceeds the maximum value",
    "Field 'MemorySize' exceeds the maximum value",
  ],
  [
    'aws-sdk:lambda:getFunction',
    { Configuration: 1 },
    "Field 'Configuration' must be an object",
    "Field 'Configuration' must be an object",
  ],
  [
    'aws-sdk:s3:getObject',
    { StorageClass: 'Papyrus' },
    "Field 'StorageClass' is not an expected value",
    "Field 'StorageClass' is not an expected value",
  ],
  [
    'aws-sdk:sfn:listTagsForResource',
    { Tags: [{ Key: '' }] },
    "Field 'Key' is smaller than the minimum length",
    "Field 'Key' is smaller than the minimum length",
  ],
  ['ecs:runTask.sync', { Tasks: 'none' }, "Field 'Tasks' must be an array", "Field 'Tasks' must be an array"],
  [
    'aws-sdk:cloudwatchlogs:describeLogGroups',
    { LogGroups: 1 },
    "Field 'LogGroups' must be an array",
    "Field 'LogGroups' must be an array",
  ],
  ['apigateway:invoke', 'anything', undefined],
  ['http:invoke', 1, undefined],
  ['eks:runJob.sync', 1, undefined],
  ['aws-sdk:nosuchservice:doIt', 1, undefined],
]

for (const [resource, result, strict, present] of table) {
  test(`${resource} may ${strict === undefined ? '' : 'not '}answer ${JSON.stringify(result)}`, async () => {
    const target = parseResource(`arn:aws:states:::${resource}`) as ServiceResource
    const faultIn = (mode: FieldValidation) => mockResultFault(target, result, mode)
    assert.deepEqual(
      [await faultIn('STRICT'), await faultIn('PRESENT'), await faultIn('NONE')],
      [strict, present, undefined],
    )
  })
}
