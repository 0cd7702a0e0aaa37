/** The cells of a group as the writer reads them: large texts become payloads on the way. */
import type { Codec, Stored } from '../codec.ts'
import type { Scope } from '../encryption/scope.ts'
import { textKind, type TextKind } from '../encryption/text-kind.ts'
import { renumberShared, type RecordColumns, type StoredValue } from '../record.ts'
import { CellReader } from '../wire/cell-reader.ts'
import type { FlatGroup } from '../wire/messages.ts'
import type { Payloads } from './payloads.ts'
import type { Scopes } from './scopes.ts'

/** What the texts of a group need on their way into rows. */
export interface TextWriting {
  readonly codec: Codec
  readonly payloads: Payloads
  readonly scopes: Scopes
}

/** Cells whose shared texts become payloads of the account of the execution that they belong to. */
export class SharedCells extends CellReader {
  readonly #shared: readonly string[]
  readonly #codec: Codec
  readonly #payloads: Payloads
  readonly #scopes: Scopes
  /** Which payload a shared text is, for each scope that this group has met. */
  readonly #known = new Map<string, number>()

  constructor({ cells, shared }: FlatGroup, { codec, payloads, scopes }: TextWriting) {
    super(cells)
    this.#shared = shared
    this.#codec = codec
    this.#payloads = payloads
    this.#scopes = scopes
  }

  recordFor(executionId: number, kind: TextKind): RecordColumns {
    const layout = this.textOrNull()
    return this.#record(executionId, kind, layout)
  }

  recordOrNullFor(executionId: number, kind: TextKind): RecordColumns | null {
    const layout = this.textOrNull()
    if (this.isNull) {
      this.skip()
      return null
    }
    return this.#record(executionId, kind, layout)
  }

  valueFor(executionId: number, kind: TextKind): StoredValue | null {
    const value = this.value()
    if (typeof value === 'number') return this.#refer(executionId, value)
    return typeof value === 'string' ? this.#codec.encode(value, kind, executionId) : null
  }

  /** A text for a column that takes sealed ones only: null where it is null, or not sealed. */
  sealedFor(executionId: number, kind: TextKind, text: string | null): Stored | null {
    return text === null || !this.#codec.seals ? null : this.#codec.encode(text, kind, executionId)
  }

  /** A text that is there, of an account rather than of an execution. */
  valueOfAccount(account: string): StoredValue {
    const value = this.value()!
    if (typeof value === 'number') return this.#referOf(account, value)
    return typeof value === 'string' ? this.#codec.encodeIn(account, value, eventPlace) : value
  }

  // The body is the next cell.
  #record(executionId: number, kind: TextKind, layout: string | null): RecordColumns {
    return {
      layout: renumberShared(layout, (shared) => this.#refer(executionId, shared)),
      body: this.#codec.encode(this.text(), kind, executionId),
    }
  }

  #refer(executionId: number, shared: number): number {
    return this.#referOf(this.#scopes.ofExecution(executionId), shared)
  }

  #referOf(scope: Scope, shared: number): number {
    const key = `${shared}:${scope}`
    let payloadId = this.#known.get(key)
    if (payloadId !== undefined) this.#payloads.referAgain(payloadId)
    else {
      payloadId = this.#payloads.refer(scope, this.#shared[shared]!)
      this.#known.set(key, payloadId)
    }
    return payloadId
  }
}

/** An event on its way belongs to nothing else. */
const eventPlace = { kind: textKind.event, owner: 0 } as const
