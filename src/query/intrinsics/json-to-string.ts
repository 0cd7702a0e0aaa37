import { printJson } from '#base'
import type { Intrinsic } from './intrinsic.ts'

/** States.JsonToString(value): its compact JSON text. */
export const jsonToString: Intrinsic = {
  name: 'States.JsonToString',
  arity: [1, 1],
  apply: ([value]) => printJson(value!),
}
