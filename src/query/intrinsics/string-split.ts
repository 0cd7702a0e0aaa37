import { IntrinsicFault, textArgument, type Intrinsic } from './intrinsic.ts'

/** States.StringSplit(text, delimiters): cut at each of those characters; empty pieces are left out (recorded). */
export const stringSplit: Intrinsic = {
  name: 'States.StringSplit',
  arity: [2, 2],
  apply(args) {
    const text = textArgument(args, 0)
    if (text instanceof IntrinsicFault) return text
    const delimiters = textArgument(args, 1)
    if (delimiters instanceof IntrinsicFault) return delimiters
    const cuts = new Set(delimiters)
    const pieces = ['']
    for (const char of text) {
      if (cuts.has(char)) pieces.push('')
      else pieces[pieces.length - 1] += char
    }
    return pieces.filter((piece) => piece !== '')
  },
}
