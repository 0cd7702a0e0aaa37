import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { Codec } from './codec.ts'
import { openMemory } from './connection/open-connection.ts'
import { adoptKeyring } from './encryption/adopt-keyring.ts'
import { DataKeys } from './encryption/data-keys.ts'
import type { Keyring } from './encryption/keyring.ts'
import { textKind } from './encryption/text-kind.ts'

const keyring: Keyring = { current: 'main', keys: [{ name: 'main', key: randomBytes(32), kmsNames: [] }] }
const { input } = textKind

function openKeys(textsMax?: number) {
  const database = openMemory()
  adoptKeyring(database, { keyring, rotate: false })
  return { database, keys: new DataKeys(database, keyring, textsMax) }
}

/** Whatever a JSON text can hold, short and long. A lone surrogate has no UTF-8, and no JSON text of a request has one. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'grapheme', minLength: 8000, maxLength: 9000 }),
  fc.json(),
)

test('every text comes back as it was, plain or sealed, and a sealed one only from its place', () => {
  const { database, keys } = openKeys()
  const codecs = [new Codec(), new Codec(keys, () => 'account')]
  fc.assert(
    fc.property(texts, fc.nat(), (text, owner) => {
      for (const codec of codecs)
        assert.equal(codec.decode(codec.encode(text, input, owner), input, owner), text)
      const sealed = codecs[1]!.encode(text, input, owner)
      assert.throws(() => codecs[1]!.decode(sealed, textKind.output, owner), /cannot be decrypted/)
      assert.throws(() => codecs[1]!.decode(sealed, input, owner + 1), /cannot be decrypted/)
    }),
    { numRuns: 300 },
  )
  database.close()
})

test('no byte of a sealed text can change unnoticed, nor can it be cut', () => {
  const { database, keys } = openKeys()
  const codec = new Codec(keys, () => 'account')
  const sealed = codec.encode('{"a":1}', input, 1) as Uint8Array
  for (let i = 0; i < sealed.length; i++) {
    const changed = Uint8Array.from(sealed)
    changed[i]! ^= 1
    assert.throws(() => codec.decode(changed, input, 1), /cannot be decrypted|does not know/, `byte ${i}`)
    assert.throws(
      () => codec.decode(sealed.subarray(0, i), input, 1),
      /cannot be decrypted|does not know/,
      `cut to ${i}`,
    )
  }
  database.close()
})

test('equal texts are sealed differently, each with a nonce of its own', () => {
  const { database, keys } = openKeys()
  const codec = new Codec(keys, () => 'account')
  const sealed = Array.from({ length: 2000 }, () => Buffer.from(codec.encode('same', input, 1) as Uint8Array))
  assert.equal(new Set(sealed.map((bytes) => bytes.subarray(5, 17).toString('hex'))).size, 2000)
  database.close()
})

test('a data key is replaced once it has sealed as many texts as it may, and still opens them', () => {
  const { database, keys } = openKeys(3)
  const codec = new Codec(keys, () => 'account')
  const sealed = Array.from({ length: 10 }, (_, i) => codec.encode(`text ${i}`, input, i) as Uint8Array)
  const ids = sealed.map((bytes) => bytes[4]!)
  assert.deepEqual(
    ids.map((id) => id - ids[0]!),
    [0, 0, 0, 1, 1, 1, 2, 2, 2, 3],
  )
  const reopened = new Codec(new DataKeys(database, keyring, 3), () => 'account')
  assert.deepEqual(
    sealed.map((bytes, i) => reopened.decode(bytes, input, i)),
    sealed.map((_, i) => `text ${i}`),
  )
  database.close()
})

test('the count of sealed texts outlives a restart, ahead of the true one', () => {
  const { database, keys } = openKeys()
  keys.toSeal('account')
  const counted = () =>
    (database.prepare("SELECT max(texts) AS n FROM data_keys WHERE purpose = 'texts'").get() as { n: number })
      .n
  const first = counted()
  assert.ok(first > 1)
  new DataKeys(database, keyring).toSeal('account')
  assert.ok(counted() > first)
  database.close()
})
