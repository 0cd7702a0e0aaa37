/** A package of the Serverless Framework (with its step functions plugin), as `serverless package` leaves it. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { executionEnd } from '../support/execution-end.ts'
import { makeZip } from '../support/make-zip.ts'
import { runCommand } from '../support/run-command.ts'
import { sdk } from '../support/sdk.ts'
import { startServer } from '../support/server.ts'
import { writeTree } from '../support/write-tree.ts'

const template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Resources: {
    ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket' },
    HelloLogGroup: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/aws/lambda/greetings-dev-hello' },
    },
    IamRoleLambdaExecution: { Type: 'AWS::IAM::Role', Properties: {} },
    HelloLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: {
          S3Bucket: { Ref: 'ServerlessDeploymentBucket' },
          S3Key: 'serverless/greetings/dev/1700000000000-2023-11-14T22:13:20.000Z/greetings.zip',
        },
        Handler: 'src/hello.greet',
        Runtime: 'python3.12',
        FunctionName: 'greetings-dev-hello',
        MemorySize: 512,
        Timeout: 6,
        Environment: { Variables: { PUNCTUATION: '!' } },
      },
      DependsOn: ['HelloLogGroup'],
    },
    HelloLambdaVersionAbc: {
      Type: 'AWS::Lambda::Version',
      Properties: { FunctionName: { Ref: 'HelloLambdaFunction' } },
    },
    GreetingsStepFunctionsStateMachine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'greetings',
        DefinitionString: {
          'Fn::Sub': [
            '{"StartAt":"Hello","States":{"Hello":{"Type":"Task","Resource":"${hello}","End":true}}}',
            { hello: { Ref: 'HelloLambdaVersionAbc' } },
          ],
        },
        RoleArn: { 'Fn::GetAtt': ['IamRoleLambdaExecution', 'Arn'] },
      },
    },
  },
  Outputs: {
    ServerlessDeploymentBucketName: { Value: { Ref: 'ServerlessDeploymentBucket' } },
    StateMachine: { Value: { Ref: 'GreetingsStepFunctionsStateMachine' } },
  },
}

const code = makeZip([
  {
    path: 'src/hello.py',
    content:
      "import os\nfrom src.words import hello\n\n\ndef greet(event, context):\n    return f\"{hello}, {event['name']}{os.environ['PUNCTUATION']}\"\n",
  },
  { path: 'src/words.py', content: 'hello = "Hello"\n', stored: true },
])

test('a Serverless package is deployed out of its zip file, and an execution runs through it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stepwell-serverless-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await writeTree(folder, {
    '.serverless/cloudformation-template-update-stack.json': template,
    '.serverless/cloudformation-template-create-stack.json': {},
    '.serverless/serverless-state.json': { service: { service: 'greetings', provider: { stage: 'dev' } } },
    '.serverless/greetings.zip': code,
    'stepwell.config.yaml': 'services: false\n',
  })
  const server = await startServer({ command: 'dev', workingDirectory: folder })
  t.after(() => server.remove())
  const client = sdk(server.endpoint)
  t.after(() => client.destroy())

  const deployed = await runCommand(['deploy', '.', '--endpoint', server.endpoint], {
    workingDirectory: folder,
  })
  assert.equal(deployed.code, 0, deployed.stdout + deployed.stderr)
  assert.match(
    deployed.stdout,
    /stack greetings-dev \(\.serverless\/cloudformation-template-update-stack\.json\)/,
  )
  assert.match(
    deployed.stdout,
    /note: its limits are for stepwell\.config\.yaml: functions: \{ greetings-dev-hello: \{ timeoutSeconds: 6, memoryMegabytes: 512 \} \}/,
  )
  assert.match(
    deployed.stdout,
    /ServerlessDeploymentBucket, AWS::S3::Bucket: not made; stepwell\.config\.yaml has services/,
  )

  const stateMachineArn = /output greetings-dev\.StateMachine = (\S+)/.exec(deployed.stdout)![1]!
  const { executionArn } = await client.startExecution({ stateMachineArn, input: '{"name":"Ada"}' })
  const { status, output, cause } = await executionEnd(client, executionArn!)
  assert.equal(status, 'SUCCEEDED', cause)
  assert.equal(output, '"Hello, Ada!"')
})

test('a server with keys wants one; a server that does not follow its functions is told about', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stepwell-keyed-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await writeTree(folder, {
    '.serverless/cloudformation-template-update-stack.json': template,
    // The code under another name than the key has, and the only one there: all functions are in it.
    '.serverless/code.zip': code,
    'keys.yaml':
      "keys:\n  - { accessKeyId: AKIDADMIN, secretAccessKey: the-right-secret, account: '111122223333', principal: ada, role: admin }\n",
  })
  const server = await startServer({ arguments: ['--keys', join(folder, 'keys.yaml')] })
  t.after(() => server.remove())
  const deploy = (environment: Readonly<Record<string, string>>) =>
    runCommand(['deploy', '.serverless', '--stack-name', 'g', '--endpoint', server.endpoint], {
      workingDirectory: folder,
      environment,
    })

  const nobody = await deploy({})
  assert.equal(nobody.code, 1)
  assert.match(
    nobody.stderr,
    /UnrecognizedClientException: .*\nDeploying needs a key of the server in AWS_ACCESS_KEY_ID/,
  )

  const key = { AWS_ACCESS_KEY_ID: 'AKIDADMIN', AWS_SECRET_ACCESS_KEY: 'the-right-secret' }
  const { code: exitCode, stdout } = await deploy(key)
  assert.equal(exitCode, 0, stdout)
  assert.match(
    stdout,
    /output g\.StateMachine = arn:aws:states:us-east-1:111122223333:stateMachine:greetings/,
  )
  assert.match(
    stdout,
    /note: the server does not run greetings-dev-hello \(.+\)\. "stepwell dev" finds functions/,
  )
})
