/**
 * One stack, ready to plan: its parameters have values, its conditions are decided, its SAM resources are
 * CloudFormation's, and its resources are in order.
 */
import type { Namespace } from '#base'
import { conditionHolds } from './conditions.ts'
import { readParameters } from './parameters.ts'
import { resolveValue } from './resolve-value.ts'
import { nameProperty, resourceValues } from './resource-values.ts'
import { samTransform, type LeftOut } from './sam-transform.ts'
import type { ResourceValues, Scope } from './scope.ts'
import { sortResources } from './sort-resources.ts'
import type { StackSource } from './stack-source.ts'
import { templateError } from './template-error.ts'
import { isList, isObject, objectAt, textAt, type Resource, type TemplateValue } from './template.ts'

export interface Stack {
  readonly source: StackSource
  readonly scope: Scope
  /** In the order in which they are made. */
  readonly resources: readonly Resource[]
  /** What the template asks for beside resources and is not done. */
  readonly leftOut: readonly LeftOut[]
  /** Says what Ref and Fn::GetAtt of a resource give from now on. */
  learn(id: string, values: ResourceValues): void
}

export interface StackOptions {
  readonly at: Namespace
  /** From the command line. */
  readonly parameters: ReadonlyMap<string, string>
  readonly exports: ReadonlyMap<string, TemplateValue>
}

/** Throws TemplateError where the template is wrong. */
export function openStack(source: StackSource, options: StackOptions): Stack {
  const { template } = source
  const { resources: all, leftOut } = samTransform(template.document, readResources(source))
  const byId = new Map(all.map((resource) => [resource.id, resource]))
  const known = new Map<string, ResourceValues>()
  const scope: Scope = {
    template,
    stackName: source.name,
    at: options.at,
    exports: options.exports,
    parameters: readParameters(template, new Map([...source.parameters, ...options.parameters])),
    resource(id) {
      const resource = byId.get(id)
      const values = known.get(id) ?? (resource && guess(resource, scope))
      if (values) known.set(id, values)
      return values
    },
  }
  const wanted = all.filter(
    ({ id, condition }) =>
      condition === undefined || conditionHolds(condition, scope, ['Resources', id, 'Condition']),
  )
  return {
    source,
    scope,
    resources: sortResources(template, wanted),
    leftOut: [
      ...leftOut.filter(({ id }) => wanted.some((resource) => resource.id === id)),
      ...macros(source),
    ],
    learn: (id, values) => void known.set(id, values),
  }
}

function readResources({ template }: StackSource): readonly Resource[] {
  const resources = objectAt(template.document, 'Resources')
  if (Object.keys(resources).length === 0) throw templateError(template, [], 'the template has no Resources.')
  return Object.entries(resources).map(([id, value]) => readResource(id, value, template))
}

function readResource(id: string, value: TemplateValue, template: StackSource['template']): Resource {
  const type = isObject(value) ? textAt(value, 'Type') : undefined
  if (!isObject(value) || type === undefined)
    throw templateError(
      template,
      ['Resources', id],
      'expected a resource with a Type, such as AWS::StepFunctions::StateMachine.',
    )
  const { DependsOn: dependsOn } = value
  return {
    id,
    type,
    properties: objectAt(value, 'Properties'),
    dependsOn: (isList(dependsOn) ? dependsOn : [dependsOn]).filter((name) => typeof name === 'string'),
    condition: textAt(value, 'Condition'),
    metadata: objectAt(value, 'Metadata'),
  }
}

/** What a resource's values are before it was planned, from its name. */
function guess(resource: Resource, scope: Scope): ResourceValues {
  const { id, type, properties } = resource
  // A version or alias of a function runs the function: there is one code of each here.
  const owner =
    type === 'AWS::Lambda::Version' || type === 'AWS::Lambda::Alias' ? properties['FunctionName'] : undefined
  if (owner !== undefined)
    return qualifiedFunction(resource, resolveValue(owner, place(id, 'FunctionName'), scope), scope)
  const given = properties[nameProperty(type)]
  const name = given === undefined ? undefined : resolveValue(given, place(id, nameProperty(type)), scope)
  const values = resourceValues({
    id,
    type,
    name: name === undefined ? undefined : String(name),
    stackName: scope.stackName,
    at: scope.at,
  })
  return withSamAttributes(values, resource)
}

function place(id: string, property: string): readonly string[] {
  return ['Resources', id, 'Properties', property]
}

function qualifiedFunction(
  { type, properties, id }: Resource,
  owner: TemplateValue | undefined,
  scope: Scope,
): ResourceValues {
  const alias =
    type === 'AWS::Lambda::Alias' ? resolveValue(properties['Name'] ?? '', place(id, 'Name'), scope) : '1'
  const name = String(owner)
  const { region, account } = scope.at
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`
  const reference = `${arn}:${String(alias)}`
  return {
    reference,
    attributes: { Version: '1', FunctionArn: reference, AliasArn: reference, Arn: reference },
  }
}

/** `MyFunction.Alias` and `MyFunction.Version`, which SAM offers for a function that publishes an alias. */
function withSamAttributes(values: ResourceValues, { type, properties }: Resource): ResourceValues {
  const alias = textAt(properties, 'AutoPublishAlias')
  if (type !== 'AWS::Lambda::Function' || alias === undefined) return values
  const arn = String(values.attributes['Arn'])
  return { ...values, attributes: { ...values.attributes, Alias: `${arn}:${alias}`, Version: `${arn}:1` } }
}

/** Transforms other than SAM's are programs in somebody's account. */
function macros({ template }: StackSource): readonly LeftOut[] {
  const { Transform: transform } = template.document
  const ours = new Set(['AWS::Serverless-2016-10-31', 'AWS::LanguageExtensions'])
  const names: readonly TemplateValue[] = isList(transform)
    ? transform
    : transform === undefined
      ? []
      : [transform]
  return names
    .filter((name) => typeof name !== 'string' || !ours.has(name))
    .map((name) => ({
      id: 'Transform',
      what: typeof name === 'string' ? name : JSON.stringify(name),
      reason:
        'a macro runs in an AWS account only; deploy the processed template (aws cloudformation get-template --template-stage Processed)',
    }))
}
