/** The context object that a test brings: what it may hold, and AWS's words for what it may not (feature map §5.5). */
import { isNumber, isObject, tryParseJson, type Json, type JsonObject } from '#base'
import type { State } from '#asl'
import { ValidationException } from '../common-errors.ts'

type Kind = 'string' | 'number' | 'JSON object' | 'any'

const members: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RoleArn: 'string',
    StartTime: 'string',
    RedriveCount: 'number',
    RedriveTime: 'string',
  },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
}

/** Throws ValidationException. */
export function readContext(text: string, state: State): JsonObject {
  const context = tryParseJson(text)
  if (!isObject(context)) throw invalid('must be a JSON object')
  for (const [name, value] of Object.entries(context)) checkMember(name, value)
  if (Object.hasOwn(context, 'Task') && !isGivenToken(state))
    throw invalid(
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    )
  return context
}

function checkMember(name: string, value: Json): void {
  if (name === 'Map') throw invalid("'Map' field is not supported when mocking a Context object")
  const known = Object.hasOwn(members, name) ? members[name] : undefined
  if (!known) throw invalid(`Field '${name}' is not allowed`)
  if (!isObject(value)) throw invalid(`${name} must be a JSON object`)
  for (const [inner, found] of Object.entries(value)) {
    const kind = Object.hasOwn(known, inner) ? known[inner] : undefined
    if (!kind) throw invalid(`Field '${inner}' is not allowed`)
    if (!isOfKind(found, kind)) throw invalid(`${name}.${inner} must be a ${kind}`)
  }
}

function isOfKind(value: Json, kind: Kind): boolean {
  if (kind === 'any') return true
  if (kind === 'number') return isNumber(value)
  return kind === 'string' ? typeof value === 'string' : isObject(value)
}

function isGivenToken(state: State): boolean {
  return (
    state.type === 'Task' &&
    state.resource.kind === 'service' &&
    state.resource.pattern !== 'request-response'
  )
}

function invalid(what: string): ValidationException {
  return new ValidationException(`Invalid Context object provided: ${what}`)
}
