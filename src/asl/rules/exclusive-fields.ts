/** "Of fields that say the same thing in two ways there is only one." */
import type { Outline, ShapedObject } from '../outline.ts'
import { memberOf } from '../syntax/node.ts'
import { atOwner, atStart, type Report } from './report.ts'

export function exclusiveFields(outline: Outline, report: Report): void {
  for (const object of outline.objects) {
    for (const group of object.shape.exclusive ?? []) tooMany(object, group, report)
    for (const group of object.shape.exactlyOne ?? []) {
      tooMany(object, group, report)
      if (group.every((name) => !memberOf(object.node, name))) none(object, group, report)
    }
  }
}

function tooMany({ node }: ShapedObject, group: readonly string[], report: Report): void {
  let count = 0
  for (const name of group) if (memberOf(node, name)) count++
  if (count < 2) return
  const there = group.flatMap((name) => memberOf(node, name) ?? [])
  const names = there.map(({ key }) => key)
  report.schema(
    `There should only be one of the following fields: [${names.join(', ')}]`,
    atOwner(node, there[1]!),
  )
}

function none({ node, state }: ShapedObject, group: readonly string[], report: Report): void {
  const place = state?.node === node ? { pointer: node.pointer, span: state.member.keySpan } : atStart(node)
  report.schema(`One of the following fields is required: [${group.join(', ')}]`, place)
}
