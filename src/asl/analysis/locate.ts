/** The place inside a value that a JSON pointer of the query room names. */
import { memberOf, type Member, type ObjectNode, type SyntaxNode } from '../syntax/node.ts'

export interface Located {
  readonly node: SyntaxNode
  /** The member whose value the node is, and the object that has it; absent for an item of a list and for the root. */
  readonly member?: Member
  readonly owner?: ObjectNode
}

/** Follows the pointer (`/a/0/b~1c`) as far as it goes. */
export function locate(root: SyntaxNode, pointer: string): Located {
  let found: Located = { node: root }
  for (let start = 1; start <= pointer.length;) {
    const slash = pointer.indexOf('/', start)
    const end = slash < 0 ? pointer.length : slash
    const next = descend(found.node, nameOf(pointer.slice(start, end)))
    if (!next) return found
    found = next
    start = end + 1
  }
  return found
}

function nameOf(step: string): string {
  return step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step
}

function descend(node: SyntaxNode, name: string): Located | undefined {
  if (node.kind === 'array') {
    const item = node.items[Number(name)]
    return item && { node: item }
  }
  if (node.kind !== 'object') return undefined
  const member = memberOf(node, name)
  return member && { node: member.value, member, owner: node }
}
