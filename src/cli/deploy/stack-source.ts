import type { Assets } from './assets.ts'
import type { Template } from './template.ts'

/** A template with what belongs to it: one stack to deploy. */
export interface StackSource {
  readonly name: string
  readonly template: Template
  readonly assets: Assets
  /** Values of parameters that its tool gives; the command line's win. */
  readonly parameters: ReadonlyMap<string, string>
  /** How many stacks it lies in; 0 where it is not said. */
  readonly depth?: number
  /** Tags that all resources of the stack get. */
  readonly tags: Readonly<Record<string, string>>
}
