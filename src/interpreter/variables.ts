/**
 * Variables: what Assign has put aside for later states (feature map §2.8).
 *
 * They belong to frames: the root, a branch and an iteration each have a scope of their own, which reads the ones
 * around it and ends with its frame. A frame's variables lie in one chunk, first the list of their names, then a payload
 * each, so that a large one is kept once though others beside it change.
 */
import { assert, Payload, utf8Length, type AslError, type Json, type Outcome } from '#base'
import type { Draft } from './draft.ts'
import { variablesChunk } from './execution.ts'
import { headerFrameId, type Frame } from './frame.ts'
import { stateTooLarge } from './uncaught.ts'

/** How many payloads of the largest size all variables of an execution may fill: on AWS 10 MiB to 256 KiB. */
export const variablePayloadsMax = 40

export type Variables = ReadonlyMap<string, Payload>

const none: Variables = new Map()

/** A frame's own variables and those of the scopes around it. A value is parsed when it is read. */
export class VariableScope implements ReadonlyMap<string, Json> {
  readonly #own: Variables
  readonly #outer: VariableScope | undefined

  constructor(own: Variables, outer?: VariableScope) {
    this.#own = own
    this.#outer = outer
  }

  get(name: string): Json | undefined {
    return (this.#own.get(name) ?? this.#outer?.payload(name))?.value
  }

  has(name: string): boolean {
    return this.payload(name) !== undefined
  }

  payload(name: string): Payload | undefined {
    return this.#own.get(name) ?? this.#outer?.payload(name)
  }

  *keys(): MapIterator<string> {
    yield* this.#own.keys()
    for (const name of this.#outer?.keys() ?? []) if (!this.#own.has(name)) yield name
  }

  *values(): MapIterator<Json> {
    for (const name of this.keys()) yield this.get(name)!
  }

  *entries(): MapIterator<[string, Json]> {
    for (const name of this.keys()) yield [name, this.get(name)!]
  }

  [Symbol.iterator](): MapIterator<[string, Json]> {
    return this.entries()
  }

  get size(): number {
    return [...this.keys()].length
  }

  forEach(visit: (value: Json, name: string, all: ReadonlyMap<string, Json>) => void): void {
    for (const [name, value] of this.entries()) visit(value, name, this)
  }
}

/** What a state of this frame can read. Throws a `NeedSignal` where it is not in memory. */
export function variablesIn(draft: Draft, frame: Frame): VariableScope {
  const { parentId } = frame.visit.place
  if (parentId === headerFrameId) return new VariableScope(ownVariables(draft, frame))
  const parent = draft.frame(parentId)
  assert(parent, `frame ${frame.id} has lost its parent ${parentId}`)
  const outer = variablesIn(draft, parent)
  return frame.variableBytes === undefined ? outer : new VariableScope(ownVariables(draft, frame), outer)
}

/** Gives the frame variables, all at once; the frame as it is then, or the error where they are too large. */
export function assignVariables(draft: Draft, frame: Frame, assigned: Variables): Outcome<Frame> {
  const own = ownVariables(draft, frame)
  let bytes = 0
  let bytesBefore = 0
  for (const [name, value] of assigned) {
    bytes += utf8Length(value.text)
    const before = own.get(name)
    if (before) bytesBefore += utf8Length(before.text)
  }
  const { payloadBytesMax } = draft.limits
  const allBytes = draft.variableBytes + bytes - bytesBefore
  if (bytes > payloadBytesMax || allBytes > variablePayloadsMax * payloadBytesMax) return tooLarge(frame)
  const after = new Map([...own, ...assigned])
  draft.chunks.put(frame.id, variablesChunk, variablesRecord(after))
  return { ...frame, variableBytes: (frame.variableBytes ?? 0) + bytes - bytesBefore }
}

/** The chunk in which a frame's variables lie. */
export function variablesRecord(variables: Variables): readonly Payload[] {
  return [Payload.fromValue([...variables.keys()]), ...variables.values()]
}

/** How many bytes variables take up. */
export function variablesLength(variables: Variables): number {
  return variables.values().reduce((sum, value) => sum + utf8Length(value.text), 0)
}

function ownVariables(draft: Draft, frame: Frame): Variables {
  if (frame.variableBytes === undefined) return none
  const [names, ...values] = draft.chunks.get(frame.id, variablesChunk)
  return new Map((names!.value as readonly string[]).map((name, index) => [name, values[index]!]))
}

function tooLarge({ visit }: Frame): AslError {
  return stateTooLarge(visit.stateName)
}
