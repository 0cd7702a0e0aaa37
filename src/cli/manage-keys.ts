/** `stepwell keys list`, `rotate` and `rewrite`: what a data directory is encrypted with, and its change. */
import { inspectEncryption, openSqliteStore } from '#store/sqlite'
import type { Store } from '#store'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { readKeyringFile } from './keyring-file.ts'
import { UserError } from './user-error.ts'

export interface KeysOptions {
  readonly data: string
  readonly encryptionKeys?: string
}

/** How many rows are looked at in one transaction. */
const rowsAtOnce = 1000

/** Prints which keys a data directory needs. It needs none for that, and works beside a server. */
export function listKeys({ data, encryptionKeys }: KeysOptions): void {
  const found = inspectEncryption(existing(data))
  const keyring = encryptionKeys === undefined ? undefined : readKeyringFile(encryptionKeys)
  const names = new Set([...(keyring?.keys.map(({ name }) => name) ?? []), ...found.wrappedBy.keys()])
  if (names.size === 0) return console.log(`${data} is not encrypted.`)
  for (const name of names) {
    const count = found.wrappedBy.get(name) ?? 0
    const isCurrent = name === keyring?.current ? ', the current one' : ''
    const use = count === 0 ? 'not in use: it can be taken away' : `wraps ${count} keys of the data`
    console.log(`${name}: ${use}${isCurrent}`)
  }
  const { rewriting } = found
  if (rewriting === undefined) return
  if (!rewriting.isThrough) console.log(`Old texts are being rewritten: ${rewriting.rows} rows so far.`)
  if (rewriting.hasRemnants)
    console.log(
      'Remnants of plain texts may be in the files: stop the server and run "stepwell keys rewrite".',
    )
}

/** Gives the data new data keys, wrapped by the current key, and rewrites it. */
export function rotateKeys(options: KeysOptions): Promise<void> {
  return withStore(options, { rotateKeys: true }, rewriteAll)
}

/** Rewrites what lies plain or under old data keys, and leaves no remnants of it in the files. */
export function rewriteTexts(options: KeysOptions): Promise<void> {
  return withStore(options, {}, rewriteAll)
}

async function rewriteAll(store: Store): Promise<void> {
  for (;;) {
    const { isThrough, rows, hasRemnants } = await store.rewrite(rowsAtOnce)
    if (process.stderr.isTTY) process.stderr.write(`\r${rows} rows`)
    if (!isThrough) continue
    if (hasRemnants) await store.removeRemnants()
    console.log(
      'All texts are encrypted under the present keys; nothing of what was before is left in the files.',
    )
    return
  }
}

async function withStore(
  { data, encryptionKeys }: KeysOptions,
  how: { readonly rotateKeys?: boolean },
  work: (store: Store) => Promise<void>,
): Promise<void> {
  if (encryptionKeys === undefined)
    throw new UserError(
      'no keys were given; name their file with --encryption-keys or STEPWELL_ENCRYPTION_KEYS.',
    )
  const keyring = readKeyringFile(encryptionKeys)
  const store = await openSqliteStore({ directory: existing(data), keyring, ...how })
  try {
    await work(store)
  } finally {
    await store.close()
  }
}

function existing(data: string): string {
  const directory = resolve(data)
  if (existsSync(directory)) return directory
  throw new UserError(`there is no data directory ${directory}; name one with --data.`)
}
