/**
 * What an operation of the API is: a name, the shape of its request, the access it needs and what it does.
 *
 * Neighbours: one file per operation in `operations/`; `service.ts` finds, checks and calls them.
 */
import type { Limits } from '#base'
import type { Engine } from '#engine'
import type { Events } from '#triggers'
import type { Access, Caller } from './access.ts'
import type { PageTokens } from './page-token.ts'
import type { StructureShape, ValueOf } from './schema.ts'

/** One call of an operation: who calls, and what the server has. */
export interface Call {
  readonly engine: Engine
  readonly limits: Limits
  readonly pages: PageTokens
  /** Event buses, where the server has some. */
  readonly events?: Events | undefined
  readonly caller: Caller
  /** The X-Amzn-Trace-Id header. */
  readonly traceHeader: string | undefined
  /** Aborts when the client is gone or the server drains; made when it is first asked for. */
  readonly gone: AbortSignal
  /** Of a call that a task makes: aborts when the task is over. */
  readonly over?: AbortSignal
}

/** A response: members that are undefined are left out. */
export type Response = Readonly<Record<string, unknown>>

export interface Operation {
  readonly name: string
  readonly access: Access
  readonly request: StructureShape
  /**
   * The member of the request whose ARN names what is acted on, or those that may, or what finds the ARN; absent for
   * the whole account.
   */
  readonly resource?: string | readonly string[] | ((request: never) => string | undefined)
  readonly run: (request: never, call: Call) => Promise<Response>
}

type MemberOf<S extends StructureShape> = (keyof S['required'] | keyof S['optional']) & string

interface OperationDefinition<S extends StructureShape> {
  readonly name: string
  readonly access: Access
  readonly request: S
  readonly resource?: MemberOf<S> | readonly MemberOf<S>[] | ((request: ValueOf<S>) => string | undefined)
  readonly run: (request: ValueOf<S>, call: Call) => Promise<Response>
}

/** Ties an operation's request type to its schema. */
export function defineOperation<const S extends StructureShape>(
  operation: OperationDefinition<S>,
): Operation {
  return operation
}

/** The shape of a request. */
export function request<
  const R extends StructureShape['required'],
  const O extends StructureShape['optional'],
>(
  required: R,
  optional: O,
): { readonly type: 'structure'; readonly name: 'Structure'; readonly required: R; readonly optional: O } {
  return { type: 'structure', name: 'Structure', required, optional }
}
