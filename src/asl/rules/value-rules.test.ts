import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MachineType } from '../outline.ts'
import { errorNameLists } from './error-names.ts'
import { expressResources } from './express-resources.ts'
import { heartbeats } from './heartbeats.ts'
import { paths } from './paths.ts'
import { queryLanguages } from './query-languages.ts'
import { resources } from './resources.ts'
import { retryDelays } from './retry-delays.ts'
import type { Rule } from './rule.ts'
import { runRule } from './run-rule.ts'
import { templates } from './templates.ts'
import { timestamps } from './timestamps.ts'
import { valueRanges } from './value-ranges.ts'

const inState = (fields: string): string => `{"StartAt":"A","States":{"A":{${fields}}}}`
const task = (fields: string): string => inState(`"Type":"Task","End":true,${fields}`)
const resource = (name: string): string => task(`"Resource":"${name}"`)

/** Rule, definition, and `message at location` of what is found; nothing where the definition is sound. */
const rows: readonly (readonly [Rule, string, string | undefined, MachineType?])[] = [
  [paths, inState('"Type":"Pass","InputPath":"$.a[?(@.b)]","End":true'), undefined],
  [
    paths,
    inState('"Type":"Pass","OutputPath":"Test","End":true'),
    'Value must be a valid JSONPath. at /States/A/OutputPath',
  ],
  [
    paths,
    inState('"Type":"Pass","ResultPath":"$.a[*]","End":true'),
    'Value is not a Reference Path at /States/A/ResultPath',
  ],
  [
    paths,
    inState('"Type":"Wait","SecondsPath":"$.a[*]","End":true'),
    'Value is not a Reference Path at /States/A/SecondsPath',
  ],
  [paths, inState('"Type":"Fail","CausePath":"States.Format(\'{}\', $.x)"'), undefined],
  [
    paths,
    inState('"Type":"Fail","CausePath":"no path"'),
    `The value for the field 'CausePath' must be a valid JSONPath or a valid intrinsic function call at /States/A/CausePath`,
  ],
  [
    templates,
    inState('"Type":"Pass","Parameters":{"a.$":"$.a","b":[{"c.$":"States.UUID()"}]},"End":true'),
    undefined,
  ],
  [
    templates,
    inState('"Type":"Pass","Parameters":{"parsed.$":"plain"},"End":true'),
    `The value for the field 'parsed.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters`,
  ],
  [
    templates,
    inState('"Type":"Pass","Parameters":{"b":[{"c.$":"plain"}]},"End":true'),
    `The value for the field 'c.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/b[0]`,
  ],
  [timestamps, inState('"Type":"Wait","Timestamp":"2016-03-14T01:59:00Z","End":true'), undefined],
  [
    timestamps,
    inState('"Type":"Wait","Timestamp":"2016-03-14 01:59:00Z","End":true'),
    'String does not match RFC3339 timestamp at /States/A/Timestamp',
  ],
  [valueRanges, task('"Resource":"f","TimeoutSeconds":1'), undefined],
  [valueRanges, task('"Resource":"f","TimeoutSeconds":0'), 'Minimum value is 1 at /States/A/TimeoutSeconds'],
  [
    valueRanges,
    task('"Resource":"f","TimeoutSeconds":100000000'),
    'Maximum value is 99999999 at /States/A/TimeoutSeconds',
  ],
  [
    valueRanges,
    task('"Resource":"f","Retry":[{"ErrorEquals":["E"],"BackoffRate":0.5}]'),
    'Minimum value is 1.0 at /States/A/Retry[0]/BackoffRate',
  ],
  [heartbeats, task('"Resource":"f","HeartbeatSeconds":4,"TimeoutSeconds":5'), undefined],
  [
    heartbeats,
    task('"Resource":"f","HeartbeatSeconds":5,"TimeoutSeconds":5'),
    'HeartbeatSeconds must be smaller than TimeoutSeconds at /States/A/HeartbeatSeconds',
  ],
  [
    errorNameLists,
    task('"Resource":"f","Retry":[{"ErrorEquals":["E"]},{"ErrorEquals":["States.ALL"]}]'),
    undefined,
  ],
  [
    errorNameLists,
    task('"Resource":"f","Retry":[{"ErrorEquals":["E","States.ALL"]}]'),
    `'States.ALL' must appear alone in ErrorEquals at /States/A/Retry[0]/ErrorEquals`,
  ],
  [
    errorNameLists,
    task('"Resource":"f","Retry":[{"ErrorEquals":["States.ALL"]},{"ErrorEquals":["E"]}]'),
    `'States.ALL' must be in the last element of the list at /States/A/Retry[0]/ErrorEquals`,
  ],
  [retryDelays, task('"Resource":"f","Retry":[{"ErrorEquals":["E"],"MaxDelaySeconds":2}]'), undefined],
  [
    retryDelays,
    task('"Resource":"f","Retry":[{"ErrorEquals":["E"],"MaxDelaySeconds":2,"IntervalSeconds":2}]'),
    'MaxDelaySeconds must be greater than IntervalSeconds at /States/A/Retry[0]/MaxDelaySeconds',
  ],
  [queryLanguages, inState('"Type":"Pass","End":true,"QueryLanguage":"JSONPath"'), undefined],
  [
    queryLanguages,
    '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed","QueryLanguage":"JSONPath"}}}',
    `'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A`,
  ],
  [resources, resource('arn:aws:lambda:us-east-1:123456789012:function:f'), undefined],
  [resources, resource('arn:aws:states:us-east-1:123456789012:activity:a'), undefined],
  [resources, resource('arn:aws:states:::states:startExecution.sync:2'), undefined],
  [resources, resource('arn:aws:states:::aws-sdk:s3:listObjectsV2'), undefined],
  [resources, resource('local-function'), undefined],
  [
    resources,
    resource('arn:aws:states:::dynamodb:query'),
    'The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource',
  ],
  [
    resources,
    resource('arn:aws:states:::sns:publish.sync'),
    'The resource provided arn:aws:states:::sns:publish.sync is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource',
  ],
  [
    resources,
    resource('${ResizeFunctionArn}'),
    'The Resource ${ResizeFunctionArn} is a placeholder that nothing has filled in. at /States/A/Resource',
  ],
  [expressResources, resource('arn:aws:states:::sqs:sendMessage.waitForTaskToken'), undefined, 'STANDARD'],
  [expressResources, resource('arn:aws:states:::sqs:sendMessage'), undefined, 'EXPRESS'],
  [
    expressResources,
    resource('arn:aws:states:::sqs:sendMessage.waitForTaskToken'),
    `Express state machine does not support '.waitForTaskToken' service integration  at /States/A/Resource`,
    'EXPRESS',
  ],
  [
    expressResources,
    resource('arn:aws:states:us-east-1:1:activity:a'),
    'Express state machine does not support Activity ARN at /States/A/Resource',
    'EXPRESS',
  ],
  [
    expressResources,
    resource('arn:aws:states:::batch:submitJob.sync'),
    `Express state machine does not support '.sync' service integration at /States/A/Resource`,
    'EXPRESS',
  ],
]

for (const [rule, text, expected, type] of rows) {
  const name = expected === undefined ? `${rule.name} accepts ${text}` : `${rule.name} says: ${expected}`
  test(type === undefined ? name : `${name} (${type})`, () => {
    const found = runRule(rule, text, type).map(({ message, pointer }) => `${message} at ${pointer}`)
    assert.deepEqual(found, expected === undefined ? [] : [expected])
  })
}
