import { bytesFromBase64 } from '../base64.ts'
import { utf8Text } from '../utf8.ts'
import { IntrinsicFault, textArgument, tooLong, wrongArgument, type Intrinsic } from './intrinsic.ts'

/** States.Base64Decode(text): the text whose UTF-8 bytes these are. Padding may be absent, as for Java's decoder. */
export const base64Decode: Intrinsic = {
  name: 'States.Base64Decode',
  arity: [1, 1],
  apply(args, scope) {
    const text = textArgument(args, 0)
    if (text instanceof IntrinsicFault) return text
    const long = tooLong(text, scope)
    if (long) return long
    const bytes = bytesFromBase64(text)
    return bytes ? utf8Text(bytes) : wrongArgument(args, 0, 'a text in Base64')
  },
}
