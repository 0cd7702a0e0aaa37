import type { Json } from '#base'
import { javaText } from '../java-text.ts'
import { IntrinsicFault, textArgument, type Intrinsic } from './intrinsic.ts'

/**
 * States.Format(template, …): the template with its `{}` places filled in order. `\{`, `\}`, `\'` and `\\` stand for
 * the character itself. Objects and lists print as Java's do (recorded: `{Arg1=1, Arg2=[]}`).
 */
export const format: Intrinsic = {
  name: 'States.Format',
  arity: [1, Number.POSITIVE_INFINITY],
  keepsEscapesOf: 0,
  apply(args) {
    const template = textArgument(args, 0)
    if (template instanceof IntrinsicFault) return template
    const parts = literalParts(template)
    if (parts.length !== args.length) {
      return new IntrinsicFault(
        `The template has ${parts.length - 1} places {} but there are ${args.length - 1} arguments for them`,
      )
    }
    return parts.map((part, i) => part + argumentText(args, i + 1)).join('')
  },
}

function argumentText(args: readonly Json[], at: number): string {
  return at < args.length ? javaText(args[at]!) : ''
}

// What stands between the places, with the escapes taken out.
function literalParts(template: string): readonly string[] {
  const parts: string[] = ['']
  for (const [piece] of template.matchAll(/\{\}|\\[{}'\\]|[^{\\]+|[{\\]/g)) {
    if (piece === '{}') parts.push('')
    else parts[parts.length - 1] += /^\\[{}'\\]$/.test(piece) ? piece[1]! : piece
  }
  return parts
}
