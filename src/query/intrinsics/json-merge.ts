import { IntrinsicFault, objectArgument, wrongArgument, type Intrinsic } from './intrinsic.ts'

/** States.JsonMerge(first, second, false): the members of both; of two with one name the second's. AWS has no deep merge. */
export const jsonMerge: Intrinsic = {
  name: 'States.JsonMerge',
  arity: [3, 3],
  apply(args) {
    const first = objectArgument(args, 0)
    if (first instanceof IntrinsicFault) return first
    const second = objectArgument(args, 1)
    if (second instanceof IntrinsicFault) return second
    if (args[2] !== false) return wrongArgument(args, 2, 'false, because only shallow merging is supported,')
    return { ...first, ...second }
  },
}
