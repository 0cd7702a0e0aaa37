/**
 * The positioned syntax tree of a definition: one shape for JSON and YAML, so no rule knows the text's format.
 *
 * Owns: the node types, and reading members and plain values from them.
 * Neighbours: read-json and read-yaml make the tree; the outline, the rules and the compiler read it.
 *
 * 1. Offsets are UTF-16 offsets into the text as its author wrote it, also where the reader repaired it.
 * 2. A pointer is written as AWS writes a location: `/States/A/Choices[0]/Next`, and `/` for the root.
 */
import { setMember, type Json, type RawNumber } from '#base'

/** A piece of the text. */
export interface Span {
  readonly offset: number
  readonly length: number
}

interface NodeBase extends Span {
  readonly pointer: string
}

export interface ObjectNode extends NodeBase {
  readonly kind: 'object'
  readonly members: readonly Member[]
}

export interface ArrayNode extends NodeBase {
  readonly kind: 'array'
  readonly items: readonly SyntaxNode[]
}

export interface StringNode extends NodeBase {
  readonly kind: 'string'
  readonly value: string
}

export interface NumberNode extends NodeBase {
  readonly kind: 'number'
  readonly value: number | RawNumber
}

export interface BooleanNode extends NodeBase {
  readonly kind: 'boolean'
  readonly value: boolean
}

export interface NullNode extends NodeBase {
  readonly kind: 'null'
  readonly value: null
}

export type SyntaxNode = ObjectNode | ArrayNode | StringNode | NumberNode | BooleanNode | NullNode

export interface Member {
  readonly key: string
  readonly keySpan: Span
  readonly value: SyntaxNode
}

/** The member of that name; the last one where the name is (wrongly) there twice, as a JSON parser takes it. */
export function memberOf(node: ObjectNode, key: string): Member | undefined {
  // A plain loop: rules ask for members more than for anything else, and a callback makes it half as fast.
  const { members } = node
  for (let i = members.length - 1; i >= 0; i--) if (members[i]!.key === key) return members[i]
  return undefined
}

/** The value of the member of that name. */
export function valueOf(node: ObjectNode, key: string): SyntaxNode | undefined {
  return memberOf(node, key)?.value
}

/** The value of a member that is a string; undefined where it is absent or something else. */
export function stringOf(node: ObjectNode, key: string): string | undefined {
  const value = valueOf(node, key)
  return value?.kind === 'string' ? value.value : undefined
}

/** Every member inside a node, at every depth. A callback: generators within generators are slow at so many members. */
export function eachMember(node: SyntaxNode, visit: (member: Member) => void): void {
  if (node.kind === 'array') for (const item of node.items) eachMember(item, visit)
  if (node.kind !== 'object') return
  for (const member of node.members) {
    visit(member)
    eachMember(member.value, visit)
  }
}

/** The pointer of a member of the object at `pointer`. */
export function memberPointer(pointer: string, key: string): string {
  return pointer === '/' ? `/${key}` : `${pointer}/${key}`
}

/** The plain JSON value of a node. */
export function toJson(node: SyntaxNode): Json {
  if (node.kind === 'array') return node.items.map(toJson)
  if (node.kind !== 'object') return node.value
  const object: Record<string, Json> = {}
  for (const { key, value } of node.members) setMember(object, key, toJson(value))
  return object
}
