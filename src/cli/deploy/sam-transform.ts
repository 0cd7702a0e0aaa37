/**
 * What AWS's SAM transform does, as far as Stepwell has a use for it: `AWS::Serverless::StateMachine` and
 * `AWS::Serverless::Function` become resources of CloudFormation, with Globals merged in, and AutoPublishAlias becomes
 * a version and an alias.
 */
import {
  isList,
  isObject,
  objectAt,
  textAt,
  type Resource,
  type TemplateObject,
  type TemplateValue,
} from './template.ts'

/** Something that the transform would make, and that Stepwell does not. */
export interface LeftOut {
  readonly id: string
  readonly what: string
  readonly reason: string
}

export interface Transformed {
  readonly resources: readonly Resource[]
  readonly leftOut: readonly LeftOut[]
}

/** The resources with SAM's replaced by CloudFormation's; others stay as they are. */
export function samTransform(document: TemplateObject, resources: readonly Resource[]): Transformed {
  const globals = objectAt(document, 'Globals')
  const leftOut: LeftOut[] = []
  const transformed = resources.flatMap((resource): readonly Resource[] => {
    switch (resource.type) {
      case 'AWS::Serverless::StateMachine':
        leftOut.push(...eventsOf(resource))
        return stateMachine(withGlobals(resource, objectAt(globals, 'StateMachine')))
      case 'AWS::Serverless::Function':
        leftOut.push(...eventsOf(resource))
        return [lambdaFunction(withGlobals(resource, objectAt(globals, 'Function')))]
      default:
        return [resource]
    }
  })
  return { resources: transformed, leftOut }
}

/** Objects are merged, lists are joined, and what a resource says itself wins. */
function withGlobals(resource: Resource, globals: TemplateObject): Resource {
  return { ...resource, properties: merged(globals, resource.properties) as TemplateObject }
}

function merged(general: TemplateValue, own: TemplateValue): TemplateValue {
  if (isList(general) && isList(own)) return [...general, ...own]
  if (!isObject(general) || !isObject(own) || isIntrinsic(own) || isIntrinsic(general)) return own
  const names = new Set([...Object.keys(general), ...Object.keys(own)])
  return Object.fromEntries(
    [...names].map((name) => {
      const [theirs, ours] = [general[name], own[name]]
      return [name, ours === undefined ? theirs! : theirs === undefined ? ours : merged(theirs, ours)]
    }),
  )
}

function isIntrinsic(value: TemplateObject): boolean {
  const names = Object.keys(value)
  return names.length === 1 && (names[0] === 'Ref' || names[0]!.startsWith('Fn::'))
}

function stateMachine(resource: Resource): readonly Resource[] {
  const {
    Name,
    Role,
    Type,
    Tags,
    Logging,
    Tracing,
    DefinitionUri,
    AutoPublishAlias,
    DeploymentPreference,
    ...rest
  } = resource.properties
  const machine: Resource = {
    ...resource,
    type: 'AWS::StepFunctions::StateMachine',
    properties: present({
      Definition: rest['Definition'],
      DefinitionSubstitutions: rest['DefinitionSubstitutions'],
      StateMachineName: Name,
      RoleArn: Role ?? {
        'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/\${AWS::StackName}-${resource.id}Role`,
      },
      StateMachineType: Type,
      LoggingConfiguration: Logging,
      TracingConfiguration: Tracing,
      Tags: tagList(Tags),
      // A path of this machine, or a place in S3.
      ...(isObject(DefinitionUri) ? { DefinitionS3Location: DefinitionUri } : { DefinitionUri }),
    }),
  }
  if (AutoPublishAlias === undefined) return [machine]
  return [machine, ...versionAndAlias(resource, AutoPublishAlias, DeploymentPreference)]
}

function versionAndAlias(
  { id, condition }: Resource,
  alias: TemplateValue,
  preference: TemplateValue | undefined,
): readonly Resource[] {
  const version = `${id}Version`
  const common = { dependsOn: [], condition, metadata: {} }
  const aliasName = typeof alias === 'string' ? alias : ''
  return [
    {
      ...common,
      id: version,
      type: 'AWS::StepFunctions::StateMachineVersion',
      properties: {
        StateMachineArn: { Ref: id },
        StateMachineRevisionId: { 'Fn::GetAtt': [id, 'StateMachineRevisionId'] },
      },
    },
    {
      ...common,
      id: `${id}Alias${aliasName}`,
      type: 'AWS::StepFunctions::StateMachineAlias',
      properties: isObject(preference)
        ? { Name: alias, DeploymentPreference: { ...preference, StateMachineVersionArn: { Ref: version } } }
        : { Name: alias, RoutingConfiguration: [{ StateMachineVersionArn: { Ref: version }, Weight: 100 }] },
    },
  ]
}

function lambdaFunction(resource: Resource): Resource {
  const { InlineCode, CodeUri, Tags, ...rest } = resource.properties
  return {
    ...resource,
    type: 'AWS::Lambda::Function',
    properties: present({
      ...rest,
      Tags: tagList(Tags),
      ...(InlineCode === undefined ? codeAt(CodeUri) : { Code: { ZipFile: InlineCode } }),
    }),
  }
}

function codeAt(uri: TemplateValue | undefined): { readonly [name: string]: TemplateValue | undefined } {
  if (!isObject(uri)) return { CodeUri: uri }
  return { Code: present({ S3Bucket: uri['Bucket'], S3Key: uri['Key'] }) }
}

/** SAM writes tags as an object, CloudFormation as a list. */
function tagList(tags: TemplateValue | undefined): TemplateValue | undefined {
  return isObject(tags) ? Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) : tags
}

function present(members: { readonly [name: string]: TemplateValue | undefined }): TemplateObject {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, TemplateValue] => entry[1] !== undefined),
  )
}

function eventsOf({ id, properties }: Resource): readonly LeftOut[] {
  return Object.entries(objectAt(properties, 'Events')).map(([name, event]) => {
    const type = (isObject(event) ? textAt(event, 'Type') : undefined) ?? 'an event'
    return { id, what: `Events.${name} (${type})`, reason: eventReason(type) }
  })
}

function eventReason(type: string): string {
  if (type === 'S3')
    return 'not set up; add a trigger to stepwell.config.yaml: triggers: [{ objectCreated: { bucket: NAME }, stateMachine: NAME }]'
  return 'not set up; deploy sets up no triggers: let whatever makes the event call StartExecution'
}
