/** "In a payload template a field whose name ends in .$ holds a path or an intrinsic function call." */
import { locate, type Located } from '../analysis/locate.ts'
import { isPathTemplate } from '../fields/field.ts'
import type { Outline } from '../outline.ts'
import type { Member, SyntaxNode } from '../syntax/node.ts'
import { atOwner, atValue, type Place, type Report } from './report.ts'

export function templates(outline: Outline, report: Report): void {
  for (const { member, field, object } of outline.members) {
    if (object.language === 'JSONPath' && isPathTemplate(field)) check(member.value, outline, report)
  }
}

function check(root: SyntaxNode, outline: Outline, report: Report): void {
  const template = outline.queries.template(root)
  if ('evaluate' in template) {
    for (const { pointer, expression } of template.expressions ?? [])
      if (/^\s/.test(expression.text)) blank(expression.text, locate(root, pointer), report)
    return
  }
  for (const { pointer, message } of template) {
    const found = locate(root, pointer)
    report.schema(awsMessage(found.member, message), placeOf(found), { help: message })
  }
}

/** AWS's language service takes blanks after an expression, but none before it. */
function blank(text: string, found: Located, report: Report): void {
  report.schema(awsMessage(found.member, text), placeOf(found), { help: 'Remove the blanks before it.' })
}

function awsMessage(member: Member | undefined, message: string): string {
  return member?.key.endsWith('.$')
    ? `The value for the field '${member.key}' must be a valid JSONPath or a valid intrinsic function call`
    : message
}

/** AWS locates a field of a template at the object around it. */
function placeOf({ node, member, owner }: Located): Place {
  return member && owner ? { ...atOwner(owner, member), span: node } : atValue(node)
}
