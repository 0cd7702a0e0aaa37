/** The cells of a group as the writer reads them: large texts become payloads on the way. */
import { encodeText } from '../codec.ts'
import { renumberShared, type RecordColumns, type StoredValue } from '../record.ts'
import { CellReader } from '../wire/cell-reader.ts'
import type { FlatGroup } from '../wire/messages.ts'
import type { Accounts } from './accounts.ts'
import type { Payloads } from './payloads.ts'

/** Cells whose shared texts become payloads of the account of the execution that they belong to. */
export class SharedCells extends CellReader {
  readonly #shared: readonly string[]
  readonly #payloads: Payloads
  readonly #accounts: Accounts
  /** Which payload a shared text is, for each account that this group has met. */
  readonly #known = new Map<string, number>()

  constructor({ cells, shared }: FlatGroup, payloads: Payloads, accounts: Accounts) {
    super(cells)
    this.#shared = shared
    this.#payloads = payloads
    this.#accounts = accounts
  }

  recordFor(executionId: number): RecordColumns {
    const layout = this.textOrNull()
    return this.#record(executionId, layout, this.text())
  }

  recordOrNullFor(executionId: number): RecordColumns | null {
    const layout = this.textOrNull()
    const body = this.textOrNull()
    return body === null ? null : this.#record(executionId, layout, body)
  }

  valueFor(executionId: number): StoredValue | null {
    const value = this.value()
    if (typeof value === 'number') return this.#refer(executionId, value)
    return typeof value === 'string' ? encodeText(value) : null
  }

  #record(executionId: number, layout: string | null, body: string): RecordColumns {
    return {
      layout: renumberShared(layout, (shared) => this.#refer(executionId, shared)),
      body: encodeText(body),
    }
  }

  #refer(executionId: number, shared: number): number {
    const account = this.#accounts.ofExecution(executionId)
    const key = `${shared}:${account}`
    let payloadId = this.#known.get(key)
    if (payloadId !== undefined) this.#payloads.referAgain(payloadId)
    else {
      payloadId = this.#payloads.refer(account, this.#shared[shared]!)
      this.#known.set(key, payloadId)
    }
    return payloadId
  }
}
