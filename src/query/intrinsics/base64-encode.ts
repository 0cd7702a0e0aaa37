import { base64FromBytes } from '../base64.ts'
import { utf8Bytes } from '../utf8.ts'
import { IntrinsicFault, textArgument, tooLong, type Intrinsic } from './intrinsic.ts'

/** States.Base64Encode(text): its UTF-8 bytes in Base64. */
export const base64Encode: Intrinsic = {
  name: 'States.Base64Encode',
  arity: [1, 1],
  apply(args, scope) {
    const text = textArgument(args, 0)
    if (text instanceof IntrinsicFault) return text
    return tooLong(text, scope) ?? base64FromBytes(utf8Bytes(text))
  },
}
