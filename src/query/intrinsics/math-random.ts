import { seededRandom } from '#base'
import { integerArgument, IntrinsicFault, type Intrinsic } from './intrinsic.ts'

/** States.MathRandom(start, end[, seed]): an integer, start ≤ x < end; the same one for the same seed. */
export const mathRandom: Intrinsic = {
  name: 'States.MathRandom',
  arity: [2, 3],
  apply(args, scope) {
    const start = integerArgument(args, 0)
    if (start instanceof IntrinsicFault) return start
    const end = integerArgument(args, 1)
    if (end instanceof IntrinsicFault) return end
    const seed = args.length > 2 ? integerArgument(args, 2) : undefined
    if (seed instanceof IntrinsicFault) return seed
    if (start >= end) return new IntrinsicFault(`The start ${start} must be less than the end ${end}`)
    const random = seed === undefined ? scope.random() : seededRandom(`States.MathRandom:${seed}`)
    return start + Math.floor(random.next() * (end - start))
  },
}
