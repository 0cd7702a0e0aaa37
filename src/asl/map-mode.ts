/** How a Map state runs its iterations. */
import type { MachineType, StateSyntax } from './outline.ts'
import { memberOf, stringOf, valueOf, type Member, type ObjectNode } from './syntax/node.ts'

/** What an inline Map cannot have: a state with one of these is meant to be distributed, whatever its Mode says. */
export const distributedOnlyFields = ['ItemReader', 'ItemBatcher', 'ResultWriter'] as const

/** Whether the iterations are child executions. */
export function isDistributed(state: StateSyntax): boolean {
  return state.type === 'Map' && (hasDistributedMode(state) || distributedField(state) !== undefined)
}

/** Whether the processor's Mode says so. */
export function hasDistributedMode(state: StateSyntax): boolean {
  const config = processorConfig(state)
  return config !== undefined && stringOf(config, 'Mode') === 'DISTRIBUTED'
}

/** The first field that only a Distributed Map has. */
export function distributedField({ node }: StateSyntax): Member | undefined {
  for (const name of distributedOnlyFields) {
    const member = memberOf(node, name)
    if (member) return member
  }
  return undefined
}

/** The type of the executions that run the states of a Map's processor: children of their own, or the Map's execution. */
export function childType(state: StateSyntax, own: MachineType): MachineType {
  if (!isDistributed(state)) return own
  const config = processorConfig(state)
  return config && stringOf(config, 'ExecutionType') === 'EXPRESS' ? 'EXPRESS' : 'STANDARD'
}

export function processorOf({ node }: StateSyntax): ObjectNode | undefined {
  const processor = valueOf(node, 'ItemProcessor') ?? valueOf(node, 'Iterator')
  return processor?.kind === 'object' ? processor : undefined
}

export function processorConfig(state: StateSyntax): ObjectNode | undefined {
  const processor = processorOf(state)
  const config = processor && valueOf(processor, 'ProcessorConfig')
  return config?.kind === 'object' ? config : undefined
}
