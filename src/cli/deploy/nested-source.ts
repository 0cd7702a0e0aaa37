/** The stack that a resource of a stack is: AWS::CloudFormation::Stack, AWS::Serverless::Application. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Properties } from './properties.ts'
import { readTemplate } from './read-template.ts'
import type { Stack } from './stack.ts'
import type { StackSource } from './stack-source.ts'
import { isList, type Resource } from './template.ts'

export interface NestedSource {
  readonly source: StackSource
  /** What the parent gives it. */
  readonly parameters: ReadonlyMap<string, string>
}

/** Stacks in stacks, at most so deep; a template that nests itself ends here. */
const depthMax = 10

/** Undefined where the resource is no stack, or its template is not on this machine. */
export function nestedSource(resource: Resource, stack: Stack): NestedSource | undefined {
  const isStack = resource.type === 'AWS::CloudFormation::Stack'
  if (!isStack && resource.type !== 'AWS::Serverless::Application') return undefined
  const properties = new Properties(resource, stack)
  const property = isStack ? 'TemplateURL' : 'Location'
  const location = properties.value(property)
  const { template, assets, depth = 0 } = stack.source
  if (typeof location !== 'string') return undefined
  const beside = resolve(template.folder, location)
  const file = assets.find(location) ?? (existsSync(beside) ? beside : undefined)
  if (file === undefined) return undefined
  if (depth >= depthMax) return properties.fail(property, `stacks are nested deeper than ${depthMax} levels.`)
  const given = Object.entries(properties.object('Parameters') ?? {})
  return {
    source: {
      ...stack.source,
      name: `${stack.source.name}-${resource.id}`,
      template: readTemplate(file),
      parameters: new Map(),
      depth: depth + 1,
    },
    parameters: new Map(
      given.map(([name, value]) => [name, isList(value) ? value.join(',') : String(value)]),
    ),
  }
}
