import type { Json } from '#base'
import { integerArgument, IntrinsicFault, listArgument, wrongArgument, type Intrinsic } from './intrinsic.ts'

/** States.ArrayPartition(list, size): the list in chunks of that size, the last one with what is left. */
export const arrayPartition: Intrinsic = {
  name: 'States.ArrayPartition',
  arity: [2, 2],
  apply(args) {
    const list = listArgument(args, 0)
    if (list instanceof IntrinsicFault) return list
    const size = integerArgument(args, 1)
    if (size instanceof IntrinsicFault) return size
    if (size < 1) return wrongArgument(args, 1, 'a positive integer')
    const chunks: Json[] = []
    for (let i = 0; i < list.length; i += size) chunks.push(list.slice(i, i + size))
    return chunks
  },
}
