/** The place inside a value that a JSON pointer of the query room names. */
import type { Member, ObjectNode, SyntaxNode } from '../syntax/node.ts'

export interface Located {
  readonly node: SyntaxNode
  /** The member whose value the node is, and the object that has it; absent for an item of a list and for the root. */
  readonly member?: Member
  readonly owner?: ObjectNode
}

/** Follows the pointer (`/a/0/b~1c`) as far as it goes. */
export function locate(root: SyntaxNode, pointer: string): Located {
  let found: Located = { node: root }
  for (const step of pointer.split('/').slice(1)) {
    const next = descend(found.node, step.replaceAll('~1', '/').replaceAll('~0', '~'))
    if (!next) return found
    found = next
  }
  return found
}

function descend(node: SyntaxNode, name: string): Located | undefined {
  if (node.kind === 'array') {
    const item = node.items[Number(name)]
    return item && { node: item }
  }
  if (node.kind !== 'object') return undefined
  const member = node.members.findLast(({ key }) => key === name)
  return member && { node: member.value, member, owner: node }
}
