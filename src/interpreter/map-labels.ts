/** The labels of Distributed Maps: a part of the ARNs of their Map Runs and of these runs' children. */
import { seededRandom, type StateMachineArn } from '#base'
import type { DistributedMapState, Machine } from '#asl'

/** A state without a label has one made of its name: the same for all its Map Runs. */
export function mapLabel({ name, distributed }: DistributedMapState, machine: StateMachineArn): string {
  return distributed.label ?? seededRandom(`label of ${name} in ${machine}`).uuid()
}

/** All labels of a machine. */
export function mapLabels(machine: Machine, arn: StateMachineArn): ReadonlySet<string> {
  const labels = [...machine.states.values()].map((state) =>
    state.type === 'Map' && state.mode === 'DISTRIBUTED' ? [mapLabel(state, arn)] : [],
  )
  return new Set(labels.flat())
}
