/** "A payload template gives a name once: with .$ or without." */
import { isPathTemplate } from '../fields/field.ts'
import type { Outline } from '../outline.ts'
import { memberOf, type ObjectNode, type SyntaxNode } from '../syntax/node.ts'
import { atOwner, type Report } from './report.ts'

export function templateNames(outline: Outline, report: Report): void {
  for (const { member, field, object } of outline.members) {
    if (object.language === 'JSONPath' && isPathTemplate(field)) check(member.value, report)
  }
}

function check(node: SyntaxNode, report: Report): void {
  if (node.kind === 'array') for (const item of node.items) check(item, report)
  if (node.kind !== 'object') return
  twins(node, report)
  for (const { value } of node.members) check(value, report)
}

function twins(node: ObjectNode, report: Report): void {
  for (const member of node.members) {
    if (!member.key.endsWith('.$')) continue
    const name = member.key.slice(0, -2)
    if (!memberOf(node, name)) continue
    report.schema(`The fields '${name}' and '${member.key}' give the same name`, atOwner(node, member), {
      help: 'Remove one of them.',
    })
  }
}
