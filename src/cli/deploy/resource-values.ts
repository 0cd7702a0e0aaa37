/**
 * The names of resources, and what Ref and Fn::GetAtt give for them.
 *
 * What Stepwell makes itself has its real ARN. What only AWS has (a role, a queue, a table) has the name and the ARN
 * that it would have there, so that definitions and functions which mention it can be deployed.
 */
import type { Namespace } from '#base'
import type { ResourceValues } from './scope.ts'
import type { TemplateValue } from './template.ts'

interface Kind {
  /** The property that names a resource of the type. */
  readonly nameProperty?: string
  /** Longest name. */
  readonly nameMax?: number
  /** The part of the ARN behind the region and the account: `:REST`. Left out, the type has no ARN. */
  readonly arn?: (name: string, at: Namespace) => string
  /** What Ref gives: the name where it is not said. */
  readonly reference?: 'arn' | 'url'
  /** The attribute that is the ARN; `Arn` where it is not said. */
  readonly arnAttribute?: string
  /** The attribute that is the name. */
  readonly nameAttribute?: string
}

const regional =
  (service: string, prefix = '') =>
  (name: string, { region, account }: Namespace): string =>
    `arn:aws:${service}:${region}:${account}:${prefix}${name}`

const kinds: Readonly<Record<string, Kind>> = {
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    nameMax: 80,
    arn: regional('states', 'stateMachine:'),
    reference: 'arn',
    nameAttribute: 'Name',
  },
  'AWS::StepFunctions::Activity': {
    nameProperty: 'Name',
    nameMax: 80,
    arn: regional('states', 'activity:'),
    reference: 'arn',
    nameAttribute: 'Name',
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    nameMax: 140,
    arn: regional('lambda', 'function:'),
  },
  'AWS::Lambda::LayerVersion': {
    nameProperty: 'LayerName',
    arn: regional('lambda', 'layer:'),
    reference: 'arn',
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    arn: regional('sns'),
    reference: 'arn',
    arnAttribute: 'TopicArn',
    nameAttribute: 'TopicName',
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    arn: regional('sqs'),
    reference: 'url',
    nameAttribute: 'QueueName',
  },
  'AWS::S3::Bucket': { nameProperty: 'BucketName', arn: (name) => `arn:aws:s3:::${name}` },
  'AWS::DynamoDB::Table': { nameProperty: 'TableName', arn: regional('dynamodb', 'table/') },
  'AWS::Serverless::SimpleTable': { nameProperty: 'TableName', arn: regional('dynamodb', 'table/') },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    arn: regional('events', 'event-bus/'),
    nameAttribute: 'Name',
  },
  'AWS::Events::Rule': { nameProperty: 'Name', arn: regional('events', 'rule/') },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    arn: (name, at) => `${regional('logs', 'log-group:')(name, at)}:*`,
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    arn: (name, { account }) => `arn:aws:iam::${account}:role/${name}`,
  },
  'AWS::KMS::Key': { arn: regional('kms', 'key/'), nameAttribute: 'KeyId' },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    arn: regional('secretsmanager', 'secret:'),
    reference: 'arn',
    arnAttribute: 'Id',
  },
  'AWS::ECS::Cluster': { nameProperty: 'ClusterName', arn: regional('ecs', 'cluster/') },
  'AWS::ECS::TaskDefinition': {
    nameProperty: 'Family',
    arn: regional('ecs', 'task-definition/'),
    reference: 'arn',
    arnAttribute: 'TaskDefinitionArn',
  },
}

export interface NamedResource {
  readonly id: string
  readonly type: string
  /** The name that its properties give. */
  readonly name: string | undefined
  readonly stackName: string
  readonly at: Namespace
}

/** The property of a type that holds its name. */
export function nameProperty(type: string): string {
  return kinds[type]?.nameProperty ?? 'Name'
}

/** The name on the server: what the template says, else `STACK-ID`, from which AWS makes its names as well. */
export function physicalName({ id, type, name, stackName }: NamedResource): string {
  return name ?? `${stackName}-${id}`.slice(0, kinds[type]?.nameMax ?? 255)
}

/** What Ref and Fn::GetAtt give for a resource that has the name, by its type. */
export function resourceValues(resource: NamedResource): ResourceValues {
  const { type, at } = resource
  const name = physicalName(resource)
  const kind = kinds[type] ?? {}
  const arn = kind.arn?.(name, at)
  const url = `https://sqs.${at.region}.amazonaws.com/${at.account}/${name}`
  const attributes: Record<string, TemplateValue> = {}
  if (arn !== undefined) attributes[kind.arnAttribute ?? 'Arn'] = arn
  if (kind.nameAttribute !== undefined) attributes[kind.nameAttribute] = name
  if (kind.reference === 'url') attributes['QueueUrl'] = url
  if (type === 'AWS::Lambda::Version') attributes['Version'] = '1'
  const reference = kind.reference === 'url' ? url : kind.reference === 'arn' ? arn! : name
  return { reference, attributes }
}
