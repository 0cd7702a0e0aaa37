/** What a deployment does with one resource, known before it is done. */
import type { ApiClient } from '../api-client.ts'
import type { ConfigFile } from '../config-file.ts'
import type { Properties } from './properties.ts'
import type { ResourceValues } from './scope.ts'
import type { Stack } from './stack.ts'
import type { Resource } from './template.ts'

export type Action = 'create' | 'update' | 'unchanged'

export interface Step {
  readonly id: string
  /** In people's words: `state machine`, `version`, `function`. */
  readonly kind: string
  /** The name on the server. */
  readonly name: string
  readonly action: Action
  /** What changes, a phrase each; of a new resource what it is. */
  readonly changes: readonly string[]
  /** What the template asks of it and is not done, with the reason and the next step. */
  readonly notes: readonly string[]
  /** What Ref and Fn::GetAtt give if nothing is applied. */
  readonly values: ResourceValues
  /** Carries it out; does nothing where it is unchanged. Resolves with what Ref and Fn::GetAtt give now. */
  apply(): Promise<ResourceValues>
}

export interface Planning {
  readonly resource: Resource
  readonly properties: Properties
  readonly stack: Stack
  readonly api: ApiClient
  /** Where `stepwell dev` finds functions; absolute. */
  readonly functionsDirectory: string
  /** Of the working directory: it may say how functions run. */
  readonly config: ConfigFile
}

/** Plans one resource of a type. Throws TemplateError where the template is wrong, ApiError where the server refuses. */
export type Planner = (planning: Planning) => Promise<Step>
