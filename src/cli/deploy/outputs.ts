/** The Outputs of a stack: told at the end, and what they export is there for the stacks behind. */
import { conditionHolds } from './conditions.ts'
import { resolveValue } from './resolve-value.ts'
import type { Stack } from './stack.ts'
import { TemplateError } from './template-error.ts'
import { isObject, objectAt, textAt, type TemplateValue } from './template.ts'

export interface Output {
  readonly name: string
  /** Undefined where only AWS knows it. */
  readonly value: TemplateValue | undefined
  readonly exportName: string | undefined
}

export function outputsOf(stack: Stack): readonly Output[] {
  const outputs = objectAt(stack.scope.template.document, 'Outputs')
  return Object.keys(outputs).flatMap((name) => {
    const output = outputs[name]
    const path = ['Outputs', name]
    if (!isObject(output)) return []
    const condition = textAt(output, 'Condition')
    if (condition !== undefined && !conditionHolds(condition, stack.scope, [...path, 'Condition'])) return []
    const named = objectAt(output, 'Export')['Name']
    const exportName = named === undefined ? undefined : leniently(stack, named, [...path, 'Export', 'Name'])
    return [
      {
        name,
        value: leniently(stack, output['Value'] ?? null, [...path, 'Value']),
        exportName: exportName === undefined ? undefined : String(exportName),
      },
    ]
  })
}

/** An output that cannot be had is no reason to deploy nothing. */
function leniently(stack: Stack, value: TemplateValue, path: readonly string[]): TemplateValue | undefined {
  try {
    return resolveValue(value, path, stack.scope)
  } catch (error) {
    if (error instanceof TemplateError) return undefined
    throw error
  }
}
