/** Whether any state of a machine speaks JSONata: only then can a turn have to wait for an answer. */
import type { Machine } from '#asl'

const known = new WeakMap<Machine, boolean>()

/** Looked up once for each machine. */
export function usesJsonata(machine: Machine): boolean {
  let answer = known.get(machine)
  if (answer === undefined) {
    answer = [...machine.states.values()].some(({ queryLanguage }) => queryLanguage === 'JSONata')
    known.set(machine, answer)
  }
  return answer
}
