import { isNumber, toNumber } from '#base'
import { IntrinsicFault, listArgument, wrongArgument, type Intrinsic } from './intrinsic.ts'

/** States.ArrayGetItem(list, index): the item at an index from 0. */
export const arrayGetItem: Intrinsic = {
  name: 'States.ArrayGetItem',
  arity: [2, 2],
  apply(args) {
    const list = listArgument(args, 0)
    if (list instanceof IntrinsicFault) return list
    const index = isNumber(args[1]) ? toNumber(args[1]) : undefined
    if (index === undefined || !Number.isInteger(index)) return wrongArgument(args, 1, 'an integer')
    if (index >= 0 && index < list.length) return list[index]!
    return new IntrinsicFault(`The index ${index} is out of bounds of a list of ${list.length}`)
  },
}
