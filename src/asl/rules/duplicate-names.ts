/** "The names within an object are unique." */
import type { Outline } from '../outline.ts'
import type { ObjectNode, SyntaxNode } from '../syntax/node.ts'
import { atMember, type Report } from './report.ts'

export function duplicateNames(outline: Outline, report: Report): void {
  const stateLists = new Set(
    outline.blocks.map(({ node }) => node.members.find(({ key }) => key === 'States')?.value),
  )
  for (const object of objectsIn(outline.root)) {
    const seen = new Set<string>()
    for (const member of object.members) {
      const isState = stateLists.has(object)
      if (seen.has(member.key)) {
        const message = isState
          ? `Duplicate State name: ${member.key}`
          : `The field '${member.key}' is there twice`
        report.error(isState ? 'DUPLICATE_STATE_NAME' : 'DUPLICATE_FIELD', message, {
          place: atMember(member),
          help: 'Rename or remove one of them.',
        })
      }
      seen.add(member.key)
    }
  }
}

function* objectsIn(root: SyntaxNode): Generator<ObjectNode> {
  const waiting: SyntaxNode[] = [root]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === 'object') {
      yield node
      for (const member of node.members) waiting.push(member.value)
    } else if (node.kind === 'array') waiting.push(...node.items)
  }
}
