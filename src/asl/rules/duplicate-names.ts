/** "The names within an object are unique." */
import type { Outline } from '../outline.ts'
import type { Member, ObjectNode, SyntaxNode } from '../syntax/node.ts'
import { atMember, type Report } from './report.ts'

export function duplicateNames(outline: Outline, report: Report): void {
  const stateLists = new Set(
    outline.blocks.map(({ node }) => node.members.find(({ key }) => key === 'States')?.value),
  )
  for (const object of objectsIn(outline.root)) {
    for (const member of repeated(object)) {
      const isState = stateLists.has(object)
      const message = isState
        ? `Duplicate State name: ${member.key}`
        : `The field '${member.key}' is there twice`
      report.error(isState ? 'DUPLICATE_STATE_NAME' : 'DUPLICATE_FIELD', message, {
        place: atMember(member),
        help: 'Rename or remove one of them.',
      })
    }
  }
}

/** Objects up to this size are looked through pair by pair, which is quicker than making a set for each of them. */
const pairsMax = 12

/** The members whose name an earlier one has. */
function repeated({ members }: ObjectNode): readonly Member[] {
  if (members.length <= pairsMax) {
    return members.filter(({ key }, i) => {
      for (let earlier = 0; earlier < i; earlier++) if (members[earlier]!.key === key) return true
      return false
    })
  }
  const seen = new Set<string>()
  return members.filter(({ key }) => seen.size === seen.add(key).size)
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
