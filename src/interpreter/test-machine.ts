/** A small notation for the definitions and the histories of this room's tests. */
import { Payload, type Json, type JsonObject } from '#base'
import type { HistoryEvent } from './history.ts'

type States = Readonly<Record<string, JsonObject>>

const endsByItself = new Set(['Choice', 'Succeed', 'Fail'])

/**
 * A block whose states follow each other in the order of writing: the first is where it starts, and one that says
 * neither Next nor End goes on to the one behind it. More fields of the block may be given along.
 */
export function chain(states: States, more: JsonObject = {}): JsonObject {
  const names = Object.keys(states)
  const linked = names.map((name, at) => [name, link(states[name]!, names[at + 1])])
  return { StartAt: names[0]!, States: Object.fromEntries(linked) as JsonObject, ...more }
}

function link(state: JsonObject, next: string | undefined): JsonObject {
  if (endsByItself.has(String(state['Type'])) || 'Next' in state || 'End' in state) return state
  return next === undefined ? { ...state, End: true } : { ...state, Next: next }
}

/** A Task state that calls the function of that name. */
export function task(name: string, more: JsonObject = {}): JsonObject {
  return { Type: 'Task', Resource: name, ...more }
}

/** A Task state that calls a service: `sqs:sendMessage.waitForTaskToken`. */
export function service(action: string, more: JsonObject = {}): JsonObject {
  return { Type: 'Task', Resource: `arn:aws:states:::${action}`, Parameters: {}, ...more }
}

/** A Map state over the whole input. */
export function mapOf(states: States, more: JsonObject = {}): JsonObject {
  return { Type: 'Map', ItemProcessor: chain(states), ...more }
}

/** A Parallel state with these branches. */
export function parallelOf(branches: readonly States[], more: JsonObject = {}): JsonObject {
  return { Type: 'Parallel', Branches: branches.map((states) => chain(states)), ...more }
}

/** A history as feature map §3 writes it: `1<0:ExecutionStarted 2<0:PassStateEntered …`. */
export function sequenceOf(history: readonly HistoryEvent[]): string {
  return history.map(({ id, previousEventId, type }) => `${id}<${previousEventId}:${type}`).join(' ')
}

/** The same text with its line breaks taken out, for a sequence that is written over several lines. */
export function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}

/** The lines of a table that is written as one text, cut at `=>`; blank lines do not count. */
export function tableOf(text: string): readonly (readonly [given: string, expected: string])[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = line.lastIndexOf(' => ')
      return [line.slice(0, at).trim(), line.slice(at + 4).trim()] as const
    })
}

/** The details of the events of one type, payloads as their values. */
export function detailsOf(history: readonly HistoryEvent[], type: string): readonly JsonObject[] {
  return history
    .filter((event) => event.type === type)
    .map(({ details = {} }) =>
      Object.fromEntries(Object.entries(details).map(([key, value]) => [key, plain(value)])),
    )
}

function plain(value: unknown): Json {
  if (value instanceof Payload) return value.value
  if (typeof value !== 'object' || value === null) return value as Json
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
}
