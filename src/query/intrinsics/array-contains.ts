import { jsonEquals } from '#base'
import { IntrinsicFault, listArgument, type Intrinsic } from './intrinsic.ts'

/** States.ArrayContains(list, value): whether an item is deeply equal to the value. */
export const arrayContains: Intrinsic = {
  name: 'States.ArrayContains',
  arity: [2, 2],
  apply(args) {
    const list = listArgument(args, 0)
    if (list instanceof IntrinsicFault) return list
    return list.some((item) => jsonEquals(item, args[1]!))
  },
}
