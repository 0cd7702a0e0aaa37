/** What the values of one stack are resolved against. */
import type { Namespace } from '#base'
import type { Template, TemplateValue } from './template.ts'

/** What Ref and Fn::GetAtt give for a resource. */
export interface ResourceValues {
  readonly reference: string
  readonly attributes: Readonly<Record<string, TemplateValue>>
}

export interface Scope {
  readonly template: Template
  readonly stackName: string
  readonly at: Namespace
  /** By name; a parameter without a value has the reason why. */
  readonly parameters: ReadonlyMap<string, ParameterValue>
  /** Undefined where the template has no such resource. */
  resource(id: string): ResourceValues | undefined
  /** What other stacks of the same deployment export. */
  readonly exports: ReadonlyMap<string, TemplateValue>
}

export type ParameterValue = { readonly value: TemplateValue } | { readonly missing: string }
