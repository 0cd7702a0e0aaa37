import { isRawNumber, tryParseJson } from '#base'
import { IntrinsicFault, textArgument, wrongArgument, type Intrinsic } from './intrinsic.ts'

/** States.StringToJson(text): the value of the JSON text. A blank text is null, and `-0` is 0 (recorded). */
export const stringToJson: Intrinsic = {
  name: 'States.StringToJson',
  arity: [1, 1],
  apply(args) {
    const text = textArgument(args, 0)
    if (text instanceof IntrinsicFault) return text
    if (text.trim() === '') return null
    const value = tryParseJson(text)
    if (value === undefined) return wrongArgument(args, 0, 'a JSON text')
    return isRawNumber(value) && value.rawJSON === '-0' ? 0 : value
  },
}
