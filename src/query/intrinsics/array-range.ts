import { integerArgument, IntrinsicFault, wrongArgument, type Intrinsic } from './intrinsic.ts'

/** States.ArrayRange(first, last, step): the numbers from the first to at most the last (recorded: (1, 9, 9) is [1]). */
export const arrayRange: Intrinsic = {
  name: 'States.ArrayRange',
  arity: [3, 3],
  apply(args, scope) {
    const first = integerArgument(args, 0)
    if (first instanceof IntrinsicFault) return first
    const last = integerArgument(args, 1)
    if (last instanceof IntrinsicFault) return last
    const step = integerArgument(args, 2)
    if (step instanceof IntrinsicFault) return step
    if (step === 0) return wrongArgument(args, 2, 'an integer other than zero')
    const length = Math.max(0, Math.floor((last - first) / step) + 1)
    const { arrayRangeItemsMax } = scope.limits
    if (length > arrayRangeItemsMax) {
      return new IntrinsicFault(`The range has ${length} items but may have at most ${arrayRangeItemsMax}`)
    }
    return Array.from({ length }, (_, i) => first + i * step)
  },
}
