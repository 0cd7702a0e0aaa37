/**
 * The API without HTTP: for state machines that call Step Functions themselves (`aws-sdk:sfn:*`).
 *
 * Names are the SDK's there: members in Pascal case, dates as texts. The request's own shape says which member is
 * which, so a Tag's `Key` becomes `key` and what is inside a payload stays as it is.
 */
import {
  formatInstant,
  isArray,
  isObject,
  printJson,
  type Json,
  type JsonObject,
  type Limits,
  type Namespace,
} from '#base'
import type { Engine } from '#engine'
import { ApiError } from './api-error.ts'
import { operations } from './operation-table.ts'
import type { Call } from './operation.ts'
import { createPageTokens } from './page-token.ts'
import type { Shape, StructureShape } from './schema.ts'
import { readStructure } from './validate.ts'

export interface OwnApiOptions {
  readonly engine: () => Engine
  readonly limits: Limits
  readonly tokenKey: Uint8Array
}

export interface OwnCall extends Namespace {
  /** The operation's name as in the API: `StartExecution`. */
  readonly operation: string
  /** The request with members in Pascal case. */
  readonly parameters: JsonObject
  readonly principal: string
  /** The trace that the call belongs to, where its parameters name none. */
  readonly traceHeader?: string
  readonly signal: AbortSignal
}

/** The response with members in Pascal case, or what AWS answers instead. */
export type OwnAnswer =
  | { readonly response: JsonObject }
  | { readonly code: string; readonly message: string }

export interface OwnApi {
  readonly operations: readonly string[]
  call(call: OwnCall): Promise<OwnAnswer>
}

export function createOwnApi(options: OwnApiOptions): OwnApi {
  const pages = createPageTokens(options.tokenKey, Date.now)
  return {
    operations: [...operations.keys()],
    async call({ operation: name, parameters, principal, traceHeader, signal, account, region }) {
      const operation = operations.get(name)
      if (!operation)
        return { code: 'UnknownOperationException', message: `The operation '${name}' is unknown` }
      const call: Call = {
        engine: options.engine(),
        limits: options.limits,
        pages,
        caller: { account, region, principal, role: 'admin' },
        // Here what is asked for counts: it is the task's, and not a caller's somewhere on the way.
        traceHeader: Object.hasOwn(parameters, 'TraceHeader') ? undefined : traceHeader,
        gone: signal,
        over: signal,
      }
      try {
        const request = readStructure(
          toRequest(parameters, operation.request),
          operation.request,
          options.limits,
        )
        return { response: toSdkNames(await operation.run(request as never, call)) as JsonObject }
      } catch (error) {
        if (error instanceof ApiError) return { code: error.code, message: error.message }
        throw error
      }
    },
  }
}

/** Pascal case to the wire's names, by the shape; a document given for a text is printed. */
function toRequest(value: Json, shape: Shape): Json {
  if (shape.type === 'string' && (isObject(value) || isArray(value))) return printJson(value)
  if (shape.type === 'list')
    return isArray(value) ? value.map((item) => toRequest(item, shape.member)) : value
  if (shape.type !== 'structure' || !isObject(value)) return value
  const members = membersOf(shape)
  const entries = Object.entries(value).map(([name, inner]): [string, Json] => {
    const member = name[0]!.toLowerCase() + name.slice(1)
    const known = members[member]
    return [member, known ? toRequest(inner, known) : inner]
  })
  return Object.fromEntries(entries)
}

function membersOf(shape: StructureShape): Readonly<Record<string, Shape>> {
  return { ...shape.required, ...shape.optional }
}

function toSdkNames(value: unknown, name = ''): Json {
  if (Array.isArray(value)) return value.map((item) => toSdkNames(item))
  if (typeof value === 'number' && /(Date|^timestamp)$/.test(name))
    return formatInstant(Math.round(value * 1000))
  if (typeof value !== 'object' || value === null) return value as Json
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined && inner !== null)
    .map(([key, inner]): [string, Json] => [key[0]!.toUpperCase() + key.slice(1), toSdkNames(inner, key)])
  return Object.fromEntries(entries)
}
