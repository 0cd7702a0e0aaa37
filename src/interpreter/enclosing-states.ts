/** The Parallel and Map states around a state, as the definition has them. */
import type { Block, Machine } from '#asl'

export interface EnclosingState {
  readonly stateName: string
  /** Which branch of a Parallel state; absent for a Map, whose iterations are told apart when it runs. */
  readonly branch?: number
  /** A Distributed Map: what is inside of it runs in executions of its own. */
  readonly isDistributed: boolean
}

/** The outermost first; none for a state at the top level. Undefined where the definition has no such state. */
export function enclosingStates(machine: Machine, stateName: string): readonly EnclosingState[] | undefined {
  if (!machine.states.has(stateName)) return undefined
  const around = directlyAround(machine, stateName)
  return around ? [...enclosingStates(machine, around.stateName)!, around] : []
}

function directlyAround(machine: Machine, stateName: string): EnclosingState | undefined {
  const has = (block: Block) => block.stateNames.includes(stateName)
  for (const state of machine.states.values()) {
    if (state.type === 'Parallel') {
      const branch = state.branches.findIndex(has)
      if (branch >= 0) return { stateName: state.name, branch, isDistributed: false }
    } else if (state.type === 'Map' && has(state.itemProcessor)) {
      return { stateName: state.name, isDistributed: state.mode === 'DISTRIBUTED' }
    }
  }
  return undefined
}
