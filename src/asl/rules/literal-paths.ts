/** "A path or intrinsic function is evaluated only in a field whose name ends in .$ or Path." */
import { isIntrinsicCall } from '#query'
import { fieldOf, type Outline } from '../outline.ts'
import { eachMember, type Member, type StringNode, type SyntaxNode } from '../syntax/node.ts'
import { atMember, type Report } from './report.ts'

export function literalPaths(outline: Outline, report: Report): void {
  for (const { member, field, object } of outline.members) {
    if (object.language === 'JSONata') continue
    if (field.kind === 'template') {
      eachMember(member.value, (inner) => {
        if (!inner.key.endsWith('.$') && looksEvaluated(inner.value)) noDollar(inner, report)
      })
    }
    if (member.key === 'Result' && looksEvaluated(member.value)) staticResult(member, report)
    const pathField = `${member.key}Path`
    if (field.kind === 'text' && fieldOf(object.shape, pathField) && looksEvaluated(member.value)) {
      report.warning('NO_PATH', `${member.key} takes this text as it is; it is not read as a path.`, {
        place: atMember(member),
        help: `Use ${pathField} if it is meant as a path.`,
      })
    }
  }
}

function noDollar(member: Member, report: Report): void {
  const { value } = member.value as StringNode
  report.warning('NO_DOLLAR', `${member.key} is given the text ${value} as it is; it is not evaluated.`, {
    place: atMember(member),
    help: `Name the field "${member.key}.$" if it is meant as a path or an intrinsic function.`,
  })
}

function staticResult(member: Member, report: Report): void {
  report.warning(
    'PASS_RESULT_IS_STATIC',
    'The Result of a Pass state is taken as it is; this text is not evaluated.',
    {
      place: atMember(member),
      help: 'Use Parameters with a field whose name ends in .$ to evaluate it.',
    },
  )
}

function looksEvaluated(node: SyntaxNode): boolean {
  return node.kind === 'string' && (/^\$\$?[.[]/.test(node.value) || isIntrinsicCall(node.value))
}
