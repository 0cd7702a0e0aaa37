/** "In a payload template a field whose name ends in .$ holds a path or an intrinsic function call." */
import type { Outline } from '../outline.ts'
import type { Member, SyntaxNode } from '../syntax/node.ts'
import { atOwner, atValue, type Place, type Report } from './report.ts'
import { usesVariable } from './variables.ts'

export function templates(outline: Outline, report: Report): void {
  for (const { member, field, object } of outline.members) {
    const isTemplate = field.kind === 'template' || member.key === 'Credentials'
    if (!isTemplate || object.language === 'JSONata') continue
    check(member.value, outline, report)
  }
}

function check(root: SyntaxNode, outline: Outline, report: Report): void {
  const template = outline.queries.template(root)
  if ('evaluate' in template) return
  for (const { pointer, message } of template) {
    const found = locate(root, pointer)
    if (found.member?.value.kind === 'string' && usesVariable(found.member.value.value)) continue
    report.schema(awsMessage(found.member, message), found.place, { help: message })
  }
}

function awsMessage(member: Member | undefined, message: string): string {
  return member?.key.endsWith('.$')
    ? `The value for the field '${member.key}' must be a valid JSONPath or a valid intrinsic function call`
    : message
}

/** The place inside the template that a JSON pointer names; AWS locates it at the object around it. */
function locate(root: SyntaxNode, pointer: string): { readonly place: Place; readonly member?: Member } {
  let node = root
  let found: { place: Place; member?: Member } = { place: atValue(root) }
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (node.kind === 'object') {
      const member = node.members.findLast(({ key }) => key === name)
      if (!member) return found
      found = { place: { ...atOwner(node, member), span: member.value }, member }
      node = member.value
    } else if (node.kind === 'array') {
      const item = node.items[Number(name)]
      if (!item) return found
      found = { place: atValue(item) }
      node = item
    }
  }
  return found
}
