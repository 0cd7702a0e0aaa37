import { IntrinsicFault, listArgument, type Intrinsic } from './intrinsic.ts'

/** States.ArrayLength(list): how many items it has. */
export const arrayLength: Intrinsic = {
  name: 'States.ArrayLength',
  arity: [1, 1],
  apply(args) {
    const list = listArgument(args, 0)
    return list instanceof IntrinsicFault ? list : list.length
  },
}
