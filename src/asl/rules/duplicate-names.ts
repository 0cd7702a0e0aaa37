/** "The names within an object are unique." */
import type { Outline } from '../outline.ts'
import type { Member, ObjectNode, SyntaxNode } from '../syntax/node.ts'
import { atMember, type Report } from './report.ts'

export function duplicateNames(outline: Outline, report: Report): void {
  const stateLists = new Set(
    outline.blocks.map(({ node }) => node.members.find(({ key }) => key === 'States')?.value),
  )
  eachObject(outline.root, (object) => {
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
  })
}

/** The members whose name an earlier one has. */
function repeated(object: ObjectNode): readonly Member[] {
  if (isSmallAndSound(object)) return none
  const seen = new Set<string>()
  return object.members.filter(({ key }) => seen.size === seen.add(key).size)
}

const none: readonly Member[] = []

/** Objects up to this size are looked through pair by pair, which is quicker than making a set for each of them. */
const smallMembersMax = 12

function isSmallAndSound({ members }: ObjectNode): boolean {
  if (members.length > smallMembersMax) return false
  for (let later = 1; later < members.length; later++) {
    const { key } = members[later]!
    for (let earlier = 0; earlier < later; earlier++) if (members[earlier]!.key === key) return false
  }
  return true
}

function eachObject(node: SyntaxNode, visit: (object: ObjectNode) => void): void {
  if (node.kind === 'array') for (const item of node.items) eachObject(item, visit)
  if (node.kind !== 'object') return
  visit(node)
  for (const { value } of node.members) eachObject(value, visit)
}
