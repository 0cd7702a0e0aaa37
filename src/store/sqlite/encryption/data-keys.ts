/**
 * The data keys of an open store, opened with its keyring.
 *
 * Owns: which key seals the texts of a scope now, how many texts it has sealed, and that a new key takes over in time.
 * Neighbours: `wrapped-key.ts` (how a key lies), `adopt-keyring.ts` (what happens to them at opening), `codec.ts`.
 *
 * 1. A key that seals is in the store before or in the same commit as the first text that it seals.
 * 2. Nonces are random, so one key seals far fewer texts than two of them would share a nonce in: the count in the
 *    store is never below the true one, but for texts of groups that were rolled back.
 * 3. A reading connection meets keys that are newer than its opening: what it does not know it looks up.
 */
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { countSealed } from '../statements/encryption/count-sealed.ts'
import { insertDataKey } from '../statements/encryption/insert-data-key.ts'
import { selectCurrentKey } from '../statements/encryption/select-current-key.ts'
import { selectDataKey } from '../statements/encryption/select-data-key.ts'
import type { Keyring } from './keyring.ts'
import { wrappingKey, type Scope } from './scope.ts'
import { unwrapKey, wrapKey, type WrappedKeyRow } from './wrapped-key.ts'

/** NIST SP 800-38D allows 2^32 random nonces; a quarter of them leaves room for what rolled back groups have used. */
const textsPerKeyMax = 2 ** 30
/** The count is written ahead by so many, so that it is written once in a million texts. */
const countedAhead = 2 ** 20

const current = 0
const retired = 1

export interface DataKey {
  readonly id: number
  readonly scope: Scope
  readonly key: KeyObject
  /** Whether it seals new texts. */
  readonly isCurrent: boolean
  /** Texts that it has sealed, and how many the store says that it may have. */
  sealed: number
  counted: number
}

export class DataKeys {
  readonly #keyring: Keyring
  readonly #textsMax: number
  readonly #byId = new Map<number, DataKey>()
  readonly #byScope = new Map<Scope, DataKey>()
  readonly #select
  readonly #selectCurrent
  readonly #insert
  readonly #count

  /** `insert` and `count` are for the writer only; preparing them is no harm on a connection that reads. */
  constructor(database: DatabaseSync, keyring: Keyring, textsMax = textsPerKeyMax) {
    this.#keyring = keyring
    this.#textsMax = textsMax
    this.#select = selectDataKey(database)
    this.#selectCurrent = selectCurrentKey(database)
    this.#insert = insertDataKey(database)
    this.#count = countSealed(database)
  }

  /** Undefined where the store has no such key. Throws `StoreKeyMissing`. */
  byId(id: number): DataKey | undefined {
    const known = this.#byId.get(id)
    if (known !== undefined) return known
    const row = this.#select(id)
    return row && this.#remember(row)
  }

  /** The key for one more text of a scope, made where there is none. Inside a transaction (1). */
  toSeal(scope: Scope): DataKey {
    const key = this.#byScope.get(scope) ?? this.#current(scope)
    if (key.sealed < key.counted) key.sealed++
    else if (key.sealed >= this.#textsMax) return this.#replace(key)
    else this.#countAhead(key)
    return key
  }

  /** After a rollback, or where the keys' states were changed in the store. */
  forget(): void {
    this.#byId.clear()
    this.#byScope.clear()
  }

  #current(scope: Scope): DataKey {
    const row = this.#selectCurrent({ purpose: 'texts', scope })
    const key = row ? this.#remember(row) : this.#make(scope)
    this.#byScope.set(scope, key)
    return key
  }

  #make(scope: Scope): DataKey {
    const by = wrappingKey(this.#keyring, scope)
    const bytes = randomBytes(32)
    const use = { purpose: 'texts', scope } as const
    const id = this.#insert({ ...use, wrappedBy: by.name, wrapped: wrapKey(bytes, by, use) })
    const key = { id, scope, key: createSecretKey(bytes), isCurrent: true, sealed: 0, counted: 0 }
    this.#byId.set(id, key)
    return key
  }

  #countAhead(key: DataKey): void {
    key.counted = Math.min(key.sealed + countedAhead, this.#textsMax)
    this.#count(key.id, key.counted, current)
    key.sealed++
  }

  #replace(key: DataKey): DataKey {
    this.#count(key.id, key.counted, retired)
    this.forget()
    return this.toSeal(key.scope)
  }

  #remember(row: WrappedKeyRow): DataKey {
    const { id, scope, texts } = row
    const key = createSecretKey(unwrapKey(row, this.#keyring))
    const isCurrent = row.state === current
    const known = { id, scope, key, isCurrent, sealed: texts, counted: texts }
    this.#byId.set(id, known)
    return known
  }
}
