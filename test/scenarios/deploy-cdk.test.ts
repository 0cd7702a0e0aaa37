/**
 * A cdk.out folder as `cdk synth` writes it for an app of two stacks: assets by their hash, definitions as Fn::Join, names
 * made by the CDK, an export that the other stack imports, a version and an alias.
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { executionEnd } from '../support/execution-end.ts'
import { runCommand } from '../support/run-command.ts'
import { sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { writeTree } from '../support/write-tree.ts'

const bucket = { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' }
const account = '444455556666'
const prefix = `arn:aws:states:eu-west-1:${account}:stateMachine:`

const parameters = {
  BootstrapVersion: {
    Type: 'AWS::SSM::Parameter::Value<String>',
    Default: '/cdk-bootstrap/hnb659fds/version',
    Description: 'Version of the CDK Bootstrap resources in this environment, [cdk:skip]',
  },
}

const role = {
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
}

function pricing(handler: string) {
  return {
    Parameters: parameters,
    Resources: {
      PriceServiceRoleDA56A0F6: role,
      Price8F3A9B1C: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: bucket, S3Key: 'aaaa1111.zip' },
          Handler: handler,
          Runtime: 'nodejs22.x',
          Role: { 'Fn::GetAtt': ['PriceServiceRoleDA56A0F6', 'Arn'] },
          Environment: { Variables: { CURRENCY: 'CHF', REGION: { Ref: 'AWS::Region' } } },
        },
        DependsOn: ['PriceServiceRoleDA56A0F6'],
        Metadata: { 'aws:asset:path': 'asset.aaaa1111', 'aws:asset:property': 'Code' },
      },
      Legacy12345678: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: bucket, S3Key: 'bbbb2222.zip' },
          Handler: 'app.Main::handle',
          Runtime: 'java21',
          Role: 'x',
        },
      },
      CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2:deflate64:x' } },
    },
    Outputs: {
      ExportsOutputFnGetAttPrice8F3A9B1CArn9B2C: {
        Value: { 'Fn::GetAtt': ['Price8F3A9B1C', 'Arn'] },
        Export: { Name: 'Pricing:ExportsOutputFnGetAttPrice8F3A9B1CArn9B2C' },
      },
    },
  }
}

function orders(comment: string) {
  return {
    Parameters: parameters,
    Resources: {
      OrdersRoleABCDEF01: role,
      OrdersF00DBABE: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'orders',
          StateMachineType: 'STANDARD',
          RoleArn: { 'Fn::GetAtt': ['OrdersRoleABCDEF01', 'Arn'] },
          DefinitionString: {
            'Fn::Join': [
              '',
              [
                `{"Comment":"${comment}","StartAt":"Price","States":{"Price":{"End":true,"Type":"Task","OutputPath":"$.Payload","Resource":"arn:`,
                { Ref: 'AWS::Partition' },
                ':states:::lambda:invoke","Parameters":{"FunctionName":"',
                { 'Fn::ImportValue': 'Pricing:ExportsOutputFnGetAttPrice8F3A9B1CArn9B2C' },
                '","Payload.$":"$"}}}}',
              ],
            ],
          },
        },
        DependsOn: ['OrdersRoleABCDEF01'],
      },
      OrdersVersion0A1B2C3D: {
        Type: 'AWS::StepFunctions::StateMachineVersion',
        Properties: {
          StateMachineArn: { Ref: 'OrdersF00DBABE' },
          StateMachineRevisionId: { 'Fn::GetAtt': ['OrdersF00DBABE', 'StateMachineRevisionId'] },
          Description: 'of the CDK',
        },
      },
      OrdersLive4E5F6A7B: {
        Type: 'AWS::StepFunctions::StateMachineAlias',
        Properties: {
          Name: 'live',
          DeploymentPreference: {
            StateMachineVersionArn: { Ref: 'OrdersVersion0A1B2C3D' },
            Type: 'LINEAR',
            Interval: 1,
            Percentage: 20,
          },
        },
      },
      FromFile99887766: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineType: 'EXPRESS',
          RoleArn: { 'Fn::GetAtt': ['OrdersRoleABCDEF01', 'Arn'] },
          DefinitionS3Location: { Bucket: bucket, Key: 'cccc3333.json' },
          DefinitionSubstitutions: { greeting: 'hello' },
        },
      },
      Nightly11223344: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(1 day)' },
      },
    },
  }
}

const stackArtifact = (name: string, dependencies: readonly string[]) => ({
  [name]: {
    type: 'aws:cloudformation:stack',
    environment: 'aws://unknown-account/unknown-region',
    properties: { templateFile: `${name}.template.json`, tags: { app: 'shop' } },
    dependencies: [`${name}.assets`, ...dependencies],
  },
  [`${name}.assets`]: { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } },
})

const assets = (paths: Readonly<Record<string, string>>) => ({
  version: '36.0.0',
  files: Object.fromEntries(
    Object.entries(paths).map(([key, path]) => [
      key.split('.')[0],
      {
        source: { path, packaging: path.startsWith('asset.') && !path.includes('.json') ? 'zip' : 'file' },
        destinations: { 'current_account-current_region': { bucketName: 'x', objectKey: key } },
      },
    ]),
  ),
})

const files = {
  'cdk.out/manifest.json': {
    version: '36.0.0',
    artifacts: {
      // The CDK does not sort them: the dependencies say what comes first.
      ...stackArtifact('Orders', ['Pricing']),
      ...stackArtifact('Pricing', []),
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  },
  'cdk.out/Pricing.template.json': pricing('lib/price.handler'),
  'cdk.out/Pricing.assets.json': assets({
    'aaaa1111.zip': 'asset.aaaa1111',
    'bbbb2222.zip': 'asset.bbbb2222',
  }),
  'cdk.out/Orders.template.json': orders('one'),
  'cdk.out/Orders.assets.json': assets({ 'cccc3333.json': 'asset.cccc3333.json' }),
  'cdk.out/asset.aaaa1111/lib/price.js': `const { factor } = require('./factor')
exports.handler = async ({ amount }) => ({ price: amount * factor, currency: process.env.CURRENCY, region: process.env.REGION })
`,
  'cdk.out/asset.aaaa1111/lib/factor.js': 'exports.factor = 3\n',
  'cdk.out/asset.cccc3333.json': {
    StartAt: 'Greet',
    States: { Greet: { Type: 'Pass', Result: '${greeting}', End: true } },
  },
  // What a project in ES modules has above: the function's code is CommonJS all the same, as on Lambda.
  'package.json': { type: 'module' },
  'stepwell.config.yaml': 'services: false\n',
}

suite('a cdk.out folder', () => {
  let folder: string
  let server: TestServer
  let client: ReturnType<typeof sdk>
  const deploy = (...args: readonly string[]) =>
    runCommand(['deploy', '.', '--endpoint', server.endpoint, ...args], {
      workingDirectory: folder,
      environment: { AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: 'any', AWS_REGION: 'eu-west-1' },
    })

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stepwell-cdk-'))
    await writeTree(folder, files)
    server = await startServer({ command: 'dev', workingDirectory: folder })
    client = sdk(server.endpoint, {
      region: 'eu-west-1',
      credentials: { accessKeyId: account, secretAccessKey: 'any' },
    })
  })
  after(async () => {
    client.destroy()
    await server.remove()
    await rm(folder, { recursive: true, force: true })
  })

  test('is deployed, stack after stack; what is not done is told with its reason', async () => {
    const { code, stdout, stderr } = await deploy()
    assert.equal(code, 0, stdout + stderr)
    assert.match(stdout, new RegExp(`account ${account}, region eu-west-1`))
    assert.ok(stdout.indexOf('stack Pricing') < stdout.indexOf('stack Orders'))
    assert.match(stdout, /Legacy12345678, AWS::Lambda::Function: the runtime java21 does not run here/)
    assert.match(stdout, /Nightly11223344, AWS::Events::Rule: not set up/)
    assert.match(stdout, /CDKMetadata: it tells AWS about the CDK/)
    assert.match(stdout, /note: DeploymentPreference LINEAR: all executions get the new version at once/)
    assert.match(stdout, /5 to create, 0 to update, 0 unchanged, 2 not done/)
  })

  test('an execution of the alias runs through the asset of a function', async () => {
    const stateMachineArn = `${prefix}orders:live`
    const { executionArn } = await client.startExecution({ stateMachineArn, input: '{"amount":14}' })
    const { status, output, stateMachineVersionArn } = await executionEnd(client, executionArn!)
    assert.equal(status, 'SUCCEEDED')
    assert.deepEqual(JSON.parse(output!), { price: 42, currency: 'CHF', region: 'eu-west-1' })
    assert.equal(stateMachineVersionArn, `${prefix}orders:1`)
  })

  test('a definition that lies in an asset is deployed with its substitutions, and gets the tags of the stack', async () => {
    const stateMachineArn = `${prefix}Orders-FromFile99887766`
    const { definition, type } = await client.describeStateMachine({ stateMachineArn })
    assert.equal(type, 'EXPRESS')
    assert.equal(JSON.parse(definition!).States.Greet.Result, 'hello')
    const { tags } = await client.listTagsForResource({ resourceArn: stateMachineArn })
    assert.deepEqual(tags, [{ key: 'app', value: 'shop' }])
  })

  test('deployed again is unchanged, version and alias as well', async () => {
    const { code, stdout } = await deploy()
    assert.equal(code, 0, stdout)
    assert.match(stdout, /0 to create, 0 to update, 5 unchanged/)
  })

  test('a changed definition publishes a version, and the alias moves to it', async () => {
    await writeTree(folder, { 'cdk.out/Orders.template.json': orders('two') })
    const planned = await deploy('--dry-run')
    assert.match(planned.stdout, /~ update {4}state machine orders/)
    assert.match(planned.stdout, /\+ create {4}version orders:\(next\)[^\n]*\n {6}after orders:1/)
    assert.match(planned.stdout, /~ update {4}alias orders:live/)
    const { code, stdout } = await deploy()
    assert.equal(code, 0, stdout)
    const { routingConfiguration } = await client.describeStateMachineAlias({
      stateMachineAliasArn: `${prefix}orders:live`,
    })
    assert.deepEqual(routingConfiguration, [{ stateMachineVersionArn: `${prefix}orders:2`, weight: 100 }])
    const { description } = await client.describeStateMachine({ stateMachineArn: `${prefix}orders:2` })
    assert.equal(description, 'of the CDK')
  })

  test('a handler that no file has stops everything before anything is changed', async () => {
    await writeTree(folder, { 'cdk.out/Pricing.template.json': pricing('lib/prices.handler') })
    const { code, stdout } = await deploy('--json')
    assert.equal(code, 1)
    const { applied, stacks } = JSON.parse(stdout) as { applied: boolean; stacks: { problems: string[] }[] }
    assert.equal(applied, false)
    assert.match(
      stacks[0]!.problems[0]!,
      /Pricing\.template\.json:\d+ \/Resources\/Price8F3A9B1C\/Properties\/Handler: the code has no file for lib\/prices\.handler; it has lib\/factor\.js, lib\/price\.js/,
    )
  })
})
