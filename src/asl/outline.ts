/**
 * A definition laid out for the rules and the compiler: its blocks, its states, and every object with its shape.
 *
 * Owns: walking the syntax tree, once. Neighbours: the readers give the tree; rules look at this and never walk.
 *
 * 1. It exists for any JSON object, however wrong: what has the wrong type is simply not there.
 * 2. Blocks and states are in the order of the text, an owner before what it contains.
 */
import { correctNames, type CorrectedNames, type Misspelling } from './correct-names.ts'
import type { Field, Shape } from './fields/field.ts'
import { choiceRuleShape, nestedRuleShape } from './fields/choice-shapes.ts'
import {
  branchShape,
  catcherShape,
  itemProcessorShape,
  machineShape,
  processorConfigShape,
  retrierShape,
} from './fields/object-shapes.ts'
import {
  itemBatcherShape,
  itemReaderShape,
  readerConfigShape,
  resultWriterShape,
  writerConfigShape,
} from './fields/map-shapes.ts'
import { nearestStateType, stateShapes } from './fields/state-shapes.ts'
import { Editor } from './fixes/editor.ts'
import { blockDepthMax } from './limits.ts'
import type { QueryLanguage, StateType } from './machine.ts'
import { Queries } from './queries.ts'
import { stringOf, valueOf, type Member, type ObjectNode, type SyntaxNode } from './syntax/node.ts'
import type { Source } from './syntax/source.ts'

export type MachineType = 'STANDARD' | 'EXPRESS'

export interface Outline {
  readonly source: Source
  readonly root: ObjectNode
  readonly type: MachineType
  readonly language: QueryLanguage
  /** Field names that were read as what they are meant to be. */
  readonly misspellings: readonly Misspelling[]
  readonly blocks: readonly BlockSyntax[]
  readonly states: readonly StateSyntax[]
  readonly objects: readonly ShapedObject[]
  /** The fields of all objects that their shapes know, as far as the query language has them. */
  readonly members: readonly ShapedMember[]
  /** Compiled paths and templates, shared by the rules that check them and the compiler that uses them. */
  readonly queries: Queries
  /** Makes the edits of fixes. */
  readonly editor: Editor
  /** Blocks that nest too deep to be looked at. */
  readonly tooDeep: readonly ObjectNode[]
}

export interface BlockSyntax {
  readonly node: ObjectNode
  /** The Parallel or Map state that the block belongs to; undefined for the machine itself. */
  readonly owner: StateSyntax | undefined
  readonly depth: number
  readonly states: ReadonlyMap<string, StateSyntax>
}

export interface StateSyntax {
  readonly name: string
  readonly member: Member
  readonly node: ObjectNode
  /** Undefined where Type is missing or unlike any type; the nearest one where it is misspelled. */
  readonly type: StateType | undefined
  readonly language: QueryLanguage
  readonly block: BlockSyntax
  /** The branches or the processor. */
  readonly blocks: readonly BlockSyntax[]
}

export interface ShapedObject {
  readonly node: ObjectNode
  readonly shape: Shape
  readonly language: QueryLanguage
  /** The state that it is or is part of. */
  readonly state?: StateSyntax
}

/** A field that is there, with what its shape says about it. */
export interface ShapedMember {
  readonly member: Member
  readonly field: Field
  readonly object: ShapedObject
}

/** Lays out the definition whose text is the source and whose tree is `root`. */
export function outlineOf(source: Source, root: ObjectNode, type: MachineType): Outline {
  return new Outliner(source, correctNames(root), type).outline()
}

/** Every field that its shape knows and that belongs to the object's query language. */
function membersOf(objects: readonly ShapedObject[]): readonly ShapedMember[] {
  const members: ShapedMember[] = []
  for (const object of objects) {
    for (const member of object.node.members) {
      const field = fieldOf(object.shape, member.key)
      if (field && (field.language ?? object.language) === object.language)
        members.push({ member, field, object })
    }
  }
  return members
}

/** What a shape says about a name; undefined where it does not know it. */
export function fieldOf(shape: Shape, name: string): Field | undefined {
  return Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

class Outliner {
  readonly #source: Source
  readonly #root: ObjectNode
  readonly #misspellings: readonly Misspelling[]
  readonly #type: MachineType
  readonly #language: QueryLanguage
  readonly #blocks: BlockSyntax[] = []
  readonly #states: StateSyntax[] = []
  readonly #objects: ShapedObject[] = []
  readonly #tooDeep: ObjectNode[] = []

  constructor(source: Source, corrected: CorrectedNames, type: MachineType) {
    const { root, misspellings } = corrected
    this.#source = source
    this.#root = root
    this.#misspellings = misspellings
    this.#type = type
    this.#language = languageOf(root) ?? 'JSONPath'
  }

  outline(): Outline {
    this.#shape(this.#root, machineShape)
    this.#block(this.#root, undefined)
    return {
      source: this.#source,
      root: this.#root,
      type: this.#type,
      language: this.#language,
      misspellings: this.#misspellings,
      blocks: this.#blocks,
      states: this.#states,
      objects: this.#objects,
      members: membersOf(this.#objects),
      queries: new Queries(),
      editor: new Editor(this.#source),
      tooDeep: this.#tooDeep,
    }
  }

  #block(node: ObjectNode, owner: StateSyntax | undefined): BlockSyntax {
    const states = new Map<string, StateSyntax>()
    const block: BlockSyntax = { node, owner, depth: owner ? owner.block.depth + 1 : 0, states }
    this.#blocks.push(block)
    if (block.depth > blockDepthMax) {
      this.#tooDeep.push(node)
      return block
    }
    for (const member of objectMembers(valueOf(node, 'States'))) {
      const state = this.#state(member, block)
      if (state) states.set(member.key, state)
    }
    return block
  }

  #state(member: Member, block: BlockSyntax): StateSyntax | undefined {
    const node = member.value
    if (node.kind !== 'object') return undefined
    const type = nearestStateType(stringOf(node, 'Type'))
    // The states of a branch or processor fall back to the machine's language, not to the enclosing state's.
    const own = languageOf(node) ?? this.#language
    const blocks: BlockSyntax[] = []
    const state: Mutable<StateSyntax> = { name: member.key, member, node, type, language: own, block, blocks }
    this.#states.push(state)
    if (type) this.#shape(node, stateShapes[type], state)
    if (type === 'Choice') this.#choices(state)
    if (type === 'Task' || type === 'Parallel' || type === 'Map') this.#handlers(state)
    if (type === 'Parallel') this.#branches(state, blocks)
    if (type === 'Map') this.#map(state, blocks)
    return state
  }

  #branches(state: StateSyntax, blocks: BlockSyntax[]): void {
    for (const branch of objectItems(valueOf(state.node, 'Branches'))) {
      this.#shape(branch, branchShape, state)
      blocks.push(this.#block(branch, state))
    }
  }

  #processor(state: StateSyntax, blocks: BlockSyntax[]): void {
    const processor = valueOf(state.node, 'ItemProcessor') ?? valueOf(state.node, 'Iterator')
    if (processor?.kind !== 'object') return
    this.#shape(processor, itemProcessorShape, state)
    this.#part(state, processor, { name: 'ProcessorConfig', shape: processorConfigShape })
    blocks.push(this.#block(processor, state))
  }

  #map(state: StateSyntax, blocks: BlockSyntax[]): void {
    const reader = this.#part(state, state.node, { name: 'ItemReader', shape: itemReaderShape })
    if (reader) this.#part(state, reader, { name: 'ReaderConfig', shape: readerConfigShape })
    this.#part(state, state.node, { name: 'ItemBatcher', shape: itemBatcherShape })
    const writer = this.#part(state, state.node, { name: 'ResultWriter', shape: resultWriterShape })
    if (writer) this.#part(state, writer, { name: 'WriterConfig', shape: writerConfigShape })
    this.#processor(state, blocks)
  }

  /** An object that is the value of one field. */
  #part(
    state: StateSyntax,
    owner: ObjectNode,
    { name, shape }: { readonly name: string; readonly shape: Shape },
  ): ObjectNode | undefined {
    const node = valueOf(owner, name)
    if (node?.kind !== 'object') return undefined
    this.#shape(node, shape, state)
    return node
  }

  #handlers(state: StateSyntax): void {
    for (const retrier of objectItems(valueOf(state.node, 'Retry'))) this.#shape(retrier, retrierShape, state)
    for (const catcher of objectItems(valueOf(state.node, 'Catch'))) this.#shape(catcher, catcherShape, state)
  }

  #choices(state: StateSyntax): void {
    for (const rule of objectItems(valueOf(state.node, 'Choices'))) {
      this.#shape(rule, choiceRuleShape, state)
      this.#nestedRules(rule, state)
    }
  }

  #nestedRules(rule: ObjectNode, state: StateSyntax): void {
    const not = valueOf(rule, 'Not')
    const nested = [
      ...objectItems(valueOf(rule, 'And')),
      ...objectItems(valueOf(rule, 'Or')),
      ...(not?.kind === 'object' ? [not] : []),
    ]
    for (const inner of nested) {
      this.#shape(inner, nestedRuleShape, state)
      this.#nestedRules(inner, state)
    }
  }

  #shape(node: ObjectNode, shape: Shape, state?: StateSyntax): void {
    const language = state?.language ?? this.#language
    this.#objects.push(state ? { node, shape, language, state } : { node, shape, language })
  }
}

/** The language that an object asks for; what is misspelled counts as the one that it resembles. */
function languageOf(node: ObjectNode): QueryLanguage | undefined {
  const text = stringOf(node, 'QueryLanguage')
  if (text === undefined) return undefined
  return /path/i.test(text) ? 'JSONPath' : 'JSONata'
}

function objectMembers(node: SyntaxNode | undefined): readonly Member[] {
  return node?.kind === 'object' ? node.members : []
}

const none: readonly ObjectNode[] = []

function isObjectNode(node: SyntaxNode): node is ObjectNode {
  return node.kind === 'object'
}

/** The objects of a list; what is no list has none. */
export function objectItems(node: SyntaxNode | undefined): readonly ObjectNode[] {
  if (node?.kind !== 'array') return none
  // Nearly always all of them are, and the list can be taken as it is.
  return node.items.every(isObjectNode) ? node.items : node.items.filter(isObjectNode)
}
