/** Plans against a server that has nothing, or what the test says; nothing is applied. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { writeTree } from '../../../test/support/write-tree.ts'
import { ApiError, type ApiClient } from '../api-client.ts'
import { readConfigFile } from '../config-file.ts'
import { folderAssets } from './assets.ts'
import { planStack, type StackPlan } from './plan-stack.ts'
import { readTemplate } from './read-template.ts'
import { planTotal, renderPlan } from './render-plan.ts'
import { openStack } from './stack.ts'

const definition = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }

interface Served {
  readonly machine?: object
}

function serverWith({ machine: there }: Served): ApiClient {
  return {
    send<T>(operation: string): Promise<T> {
      if (operation === 'DescribeStateMachine' && there) return Promise.resolve(there as T)
      if (operation === 'ListTagsForResource') return Promise.resolve({ tags: [] } as T)
      const names: Readonly<Record<string, string>> = {
        DescribeStateMachine: 'StateMachineDoesNotExist',
        ListStateMachineVersions: 'StateMachineDoesNotExist',
        DescribeActivity: 'ActivityDoesNotExist',
        DescribeStateMachineAlias: 'ResourceNotFound',
      }
      return Promise.reject(new ApiError(names[operation] ?? 'Unexpected', operation))
    },
  }
}

/** The plan of a template among other files. */
async function planOf(
  t: TestContext,
  {
    template,
    files = {},
    served = {},
  }: {
    readonly template: object
    readonly files?: Readonly<Record<string, string | object>>
    readonly served?: Served
  },
): Promise<StackPlan> {
  const folder = await mkdtemp(join(tmpdir(), 'stepwell-plan-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeTree(folder, { ...files, 't.json': template })
  const source = {
    name: 's',
    template: readTemplate(join(folder, 't.json')),
    assets: folderAssets(folder),
    parameters: new Map(),
    tags: {},
  }
  const at = { account: '000000000000', region: 'us-east-1' }
  const stack = openStack(source, { at, parameters: new Map(), exports: new Map() })
  const functionsDirectory = join(folder, 'deployed')
  return planStack(stack, {
    api: serverWith(served),
    functionsDirectory,
    config: readConfigFile(undefined),
    carryOut: false,
  })
}

function machine(more: object = {}): object {
  return {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { RoleArn: 'arn:aws:iam::000000000000:role/r', Definition: definition, ...more },
  }
}

test('a template without conditions that hold makes nothing of what they guard', async (t) => {
  const template = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { A: { ...machine(), Condition: 'Never' }, B: machine() },
  }
  const { steps } = await planOf(t, { template })
  assert.deepEqual(
    steps.map(({ id, action, name }) => [id, action, name]),
    [['B', 'create', 's-B']],
  )
})

test('what the server fills in is no difference, and what the template does not say is reset', async (t) => {
  const there = {
    definition: JSON.stringify(definition, null, 2),
    roleArn: 'arn:aws:iam::000000000000:role/r',
    type: 'STANDARD',
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: {
      type: 'CUSTOMER_MANAGED_KMS_KEY',
      kmsKeyId: 'k',
      kmsDataKeyReusePeriodSeconds: 300,
    },
  }
  const EncryptionConfiguration = { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: 'k' }
  const template = { Resources: { M: machine({ EncryptionConfiguration }) } }
  const same = await planOf(t, { template, served: { machine: there } })
  assert.equal(same.steps[0]!.action, 'unchanged')
  const traced = await planOf(t, {
    template,
    served: { machine: { ...there, tracingConfiguration: { enabled: true } } },
  })
  assert.deepEqual(traced.steps[0]!.changes, ['tracingConfiguration {"enabled":true} -> {"enabled":false}'])
})

test('a type that differs from the one on the server is a problem, since it cannot change', async (t) => {
  const served = { machine: { definition: '{}', type: 'EXPRESS' } }
  const { problems } = await planOf(t, { template: { Resources: { M: machine() } }, served })
  assert.match(problems[0]!, /is EXPRESS on the server and STANDARD here/)
})

test('a nested stack is planned with its parent, gets its parameters and gives its outputs', async (t) => {
  const inner = {
    Parameters: { Name: { Type: 'String' } },
    Resources: { Jobs: { Type: 'AWS::StepFunctions::Activity', Properties: { Name: { Ref: 'Name' } } } },
    Outputs: { JobsArn: { Value: { Ref: 'Jobs' } } },
  }
  const asTask = {
    StartAt: 'A',
    States: { A: { Type: 'Task', Resource: { 'Fn::GetAtt': ['Inner', 'Outputs.JobsArn'] }, End: true } },
  }
  const template = {
    Resources: {
      M: machine({ Definition: asTask }),
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: 'https://s3.amazonaws.com/bucket/inner.json',
          Parameters: { Name: 'jobs' },
        },
      },
    },
  }
  const plan = await planOf(t, { template, files: { 'inner.json': inner } })
  assert.deepEqual(plan.problems, [])
  assert.deepEqual(
    plan.steps.map(({ id, kind, name }) => [id, kind, name]),
    [
      ['Inner/Jobs', 'activity', 'jobs'],
      ['M', 'state machine', 's-M'],
    ],
  )
})

test('mistakes are told together, each with its place', async (t) => {
  const lambda = (more: object) => ({
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: 'exports.handler = () => 1' },
      ...more,
    },
  })
  const template = {
    Resources: {
      Outside: lambda({ FunctionName: '../../outside' }),
      NoCode: lambda({ Code: { S3Bucket: 'b', S3Key: 'none.zip' } }),
      NoZip: lambda({ Code: { S3Key: 't.json' } }),
      One: machine({ StateMachineName: 'same' }),
      Two: machine({ StateMachineName: 'same' }),
      Wrong: machine({ Definition: { StartAt: 'B', States: definition.States } }),
    },
  }
  const { problems } = await planOf(t, { template })
  assert.equal(problems.length, 5)
  assert.match(
    problems[0]!,
    /t\.json:\d+ \/Resources\/Outside\/Properties\/FunctionName: found "\.\.\/\.\.\/outside"/,
  )
  assert.match(problems[1]!, /NoCode.*none\.zip in S3 is not among the files beside the template/)
  assert.match(problems[2]!, /NoZip.*no zip archive.*expected a folder or a zip archive/)
  assert.match(problems[3]!, /Wrong.*the definition has 2 errors:\n {4}\/StartAt: [^\n]+\. Did you mean A/)
  assert.match(problems[4]!, /One and Two are both the state machine same/)
})

test('what cannot be done is in the text of the plan, and counted', async (t) => {
  const template = {
    Transform: 'SomebodysMacro',
    Resources: {
      Q: { Type: 'AWS::SQS::Queue' },
      R: { Type: 'AWS::IAM::Role' },
      X: { Type: 'Custom::Thing' },
      Y: { Type: 'AWS::Unheard::Of' },
    },
  }
  const plan = await planOf(t, { template })
  const text = renderPlan(plan).join('\n')
  assert.match(text, /Transform, SomebodysMacro: a macro runs in an AWS account only/)
  assert.match(text, /Q, AWS::SQS::Queue: not made; stepwell\.config\.yaml has services: queues/)
  assert.match(text, /X, Custom::Thing: a custom resource is a program/)
  assert.match(text, /Y, AWS::Unheard::Of: not made: it is no part of Step Functions/)
  assert.match(text, /nothing to do:\n {4}R: /)
  assert.equal(planTotal([plan]), '0 to create, 0 to update, 0 unchanged, 4 not done')
})
