import { integerArgument, IntrinsicFault, type Intrinsic } from './intrinsic.ts'

/** States.MathAdd(a, b): the sum, each argument rounded first (recorded: 1.49 and 1.5 make 3). */
export const mathAdd: Intrinsic = {
  name: 'States.MathAdd',
  arity: [2, 2],
  apply(args) {
    const a = integerArgument(args, 0)
    if (a instanceof IntrinsicFault) return a
    const b = integerArgument(args, 1)
    return b instanceof IntrinsicFault ? b : a + b
  },
}
