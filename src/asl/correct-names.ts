/**
 * Field names that are misspelled, read as what they are meant to be.
 *
 * So one slip gives one diagnostic: the other rules see the field under its right name, and neither miss it nor
 * overlook what is wrong inside it. Neighbours: the reader calls this before the outline; known-fields reports it.
 *
 * 1. A name that is a field of the language anywhere is never changed: it is in the wrong place, not misspelled.
 * 2. A name is changed only to a field that the object can have and has not.
 */
import { nearestName } from '#query'
import { choiceRuleShape, nestedRuleShape } from './fields/choice-shapes.ts'
import type { Shape } from './fields/field.ts'
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
import { memberOf, stringOf, type Member, type ObjectNode, type SyntaxNode } from './syntax/node.ts'

export interface Misspelling {
  /** The member under its right name. */
  readonly member: Member
  /** The name as it was written. */
  readonly written: string
}

export interface CorrectedNames {
  readonly root: ObjectNode
  readonly misspellings: readonly Misspelling[]
}

const everyField: ReadonlySet<string> = new Set(
  [
    machineShape,
    itemProcessorShape,
    processorConfigShape,
    retrierShape,
    catcherShape,
    choiceRuleShape,
    itemReaderShape,
    readerConfigShape,
    itemBatcherShape,
    resultWriterShape,
    writerConfigShape,
    ...Object.values(stateShapes),
  ].flatMap((shape) => Object.keys(shape.fields)),
)

/** The shapes of the objects that a field holds, directly or as a list. */
const held: Readonly<Record<string, Shape>> = {
  Retry: retrierShape,
  Catch: catcherShape,
  Choices: choiceRuleShape,
  And: nestedRuleShape,
  Or: nestedRuleShape,
  Not: nestedRuleShape,
  Branches: branchShape,
  ItemProcessor: itemProcessorShape,
  Iterator: itemProcessorShape,
  ProcessorConfig: processorConfigShape,
  ItemReader: itemReaderShape,
  ReaderConfig: readerConfigShape,
  ItemBatcher: itemBatcherShape,
  ResultWriter: resultWriterShape,
  WriterConfig: writerConfigShape,
}

export function isLanguageField(name: string): boolean {
  return everyField.has(name)
}

export function correctNames(root: ObjectNode): CorrectedNames {
  const misspellings: Misspelling[] = []
  return { root: correctObject(root, machineShape, misspellings), misspellings }
}

function correctObject(node: ObjectNode, shape: Shape, misspellings: Misspelling[]): ObjectNode {
  const members = replaced(node.members, (member) => {
    const named = isLanguageField(member.key) ? member : correctName(member, { node, shape, misspellings })
    const value = correctHeld(named, misspellings)
    return value === named.value ? named : { ...named, value }
  })
  return members === node.members ? node : { ...node, members }
}

/** The list with what replaces its items; the list itself where nothing does, as it nearly always is. */
function replaced<T>(list: readonly T[], replace: (item: T) => T): readonly T[] {
  let copy: T[] | undefined
  for (let i = 0; i < list.length; i++) {
    const item = replace(list[i]!)
    if (item !== list[i]) (copy ??= [...list])[i] = item
  }
  return copy ?? list
}

interface Context {
  readonly node: ObjectNode
  readonly shape: Shape
  readonly misspellings: Misspelling[]
}

function correctName(member: Member, { node, shape, misspellings }: Context): Member {
  const candidates = Object.entries(shape.fields)
    .filter(([name, { language }]) => language !== 'JSONata' && !memberOf(node, name))
    .map(([name]) => name)
  const key = nearestName(member.key, candidates)
  if (key === undefined) return member
  const corrected = { ...member, key }
  misspellings.push({ member: corrected, written: member.key })
  return corrected
}

function correctHeld({ key, value }: Member, misspellings: Misspelling[]): SyntaxNode {
  const shape = Object.hasOwn(held, key) ? held[key] : undefined
  if (key === 'States' && value.kind === 'object') return correctStates(value, misspellings)
  if (shape && value.kind === 'object') return correctObject(value, shape, misspellings)
  if (!shape || value.kind !== 'array') return value
  const items = replaced(value.items, (item) =>
    item.kind === 'object' ? correctObject(item, shape, misspellings) : item,
  )
  return items === value.items ? value : { ...value, items }
}

function correctStates(states: ObjectNode, misspellings: Misspelling[]): ObjectNode {
  const members = replaced(states.members, (member) => {
    const { value } = member
    if (value.kind !== 'object') return member
    const type = nearestStateType(typeOf(value))
    const corrected = correctObject(value, type ? stateShapes[type] : untyped, misspellings)
    return corrected === value ? member : { ...member, value: corrected }
  })
  return members === states.members ? states : { ...states, members }
}

/** What is known of a state whose type is not. */
const untyped: Shape = { what: 'a state', fields: { Type: { kind: 'text', required: true } } }

function typeOf(state: ObjectNode): string | undefined {
  const own = stringOf(state, 'Type')
  if (own !== undefined) return own
  const misspelled = state.members.find(({ key }) => key.toLowerCase() === 'type')
  return misspelled && stringOf(state, misspelled.key)
}
