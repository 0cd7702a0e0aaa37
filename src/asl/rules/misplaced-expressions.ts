/** "A text in {% %} is evaluated in a JSONata state only, and a name that ends in .$ means something in JSONPath only." */
import { isJsonataText } from '#query'
import { isPathTemplate } from '../fields/field.ts'
import type { Outline } from '../outline.ts'
import { eachMember, type Member, type SyntaxNode } from '../syntax/node.ts'
import { atMember, type Report } from './report.ts'

export function misplacedExpressions(outline: Outline, report: Report): void {
  for (const { member, field, object } of outline.members) {
    if (object.language === 'JSONata') {
      if (field.jsonata === undefined || field.jsonata === 'expression') continue
      eachMember(member.value, (inner) => {
        if (inner.key.endsWith('.$')) dollar(inner, report)
      })
    } else if (isPathTemplate(field)) {
      eachMember(member.value, (inner) => {
        if (isExpression(inner.value)) literal(inner, report)
      })
    } else if (field.kind === 'text' && isExpression(member.value)) literal(member, report)
  }
}

function isExpression(node: SyntaxNode): boolean {
  return node.kind === 'string' && isJsonataText(node.value)
}

function literal(member: Member, report: Report): void {
  report.warning(
    'JSONATA_IN_JSONPATH',
    `${member.key} takes this text as it is: the state's language is JSONPath.`,
    {
      place: atMember(member),
      help: 'Give the state "QueryLanguage": "JSONata" if the text is meant as an expression.',
    },
  )
}

function dollar(member: Member, report: Report): void {
  report.warning(
    'DOLLAR_IN_JSONATA',
    `The name ${member.key} is taken as it is: the state's language is JSONata.`,
    {
      place: atMember(member),
      help: `Name the field "${member.key.slice(0, -2)}" and write an expression in {% %}.`,
    },
  )
}
