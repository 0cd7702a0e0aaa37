import type { Intrinsic } from './intrinsic.ts'

/** States.Array(…): a list of its arguments. */
export const array: Intrinsic = {
  name: 'States.Array',
  arity: [0, Number.POSITIVE_INFINITY],
  apply: (args) => args,
}
