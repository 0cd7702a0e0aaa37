/** Reads the texts of a connection: records, values and the shared payloads that they name. */
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '#base'
import type { Encoded } from '../../port.ts'
import type { Codec, Stored } from '../codec.ts'
import { textKind, type TextKind } from '../encryption/text-kind.ts'
import { assembleRecord, type RecordColumns, type StoredValue } from '../record.ts'
import { selectPayload } from '../statements/payloads/select-payload.ts'

export class StoredTexts {
  readonly #codec: Codec
  readonly #content: (payloadId: number) => Stored | undefined

  constructor(database: DatabaseSync, codec: Codec) {
    this.#codec = codec
    this.#content = selectPayload(database)
  }

  /** `owner` is the id of what the record belongs to, as it was written. */
  record({ layout, body }: RecordColumns, kind: TextKind, owner: number): Encoded {
    return assembleRecord(layout, this.#codec.decode(body, kind, owner), this.#payload)
  }

  value(stored: StoredValue, kind: TextKind, owner: number): string {
    return typeof stored === 'number' ? this.#payload(stored) : this.#codec.decode(stored, kind, owner)
  }

  readonly #payload = (payloadId: number): string => {
    const content = this.#content(payloadId)
    assert(content !== undefined, `payload ${payloadId} is named by a row, but it is not stored`)
    return this.#codec.decode(content, textKind.payload, payloadId)
  }
}
