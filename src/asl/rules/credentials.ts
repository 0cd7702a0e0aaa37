/** "Credentials has a RoleArn, or RoleArn.$ with the path to one." */
import type { Outline } from '../outline.ts'
import { memberOf, valueOf } from '../syntax/node.ts'
import { atMember, type Report } from './report.ts'

export function credentials(outline: Outline, report: Report): void {
  for (const { node, type } of outline.states) {
    const value = valueOf(node, 'Credentials')
    if (type !== 'Task' || value?.kind !== 'object') continue
    if (memberOf(value, 'RoleArn') || memberOf(value, 'RoleArn.$')) continue
    report.schema("The field 'RoleArn' is required but was missing", atMember(memberOf(node, 'Credentials')!))
  }
}
