/**
 * `--encryption-keys FILE`: the keys that the keys of the data are encrypted with.
 *
 *     current: main-2026
 *     keys:
 *       - name: main-2026
 *         key: 32-bytes-in-base64          # or keyFile: PATH, or keyVariable: NAME of an environment variable
 *         kmsNames: [alias/orders]         # what a state machine's kmsKeyId may say to mean this key
 */
import type { KeyEncryptionKey, Keyring } from '#store/sqlite'
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Place, readYaml } from './read-yaml.ts'
import { UserError } from './user-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The keys in a file. Throws UserError that names the place of the first thing that is wrong, never a key. */
export function readKeyringFile(file: string, environment: Environment = process.env): Keyring {
  const document = new Place(file, '', readYaml(file))
  refuseReadable(file)
  document.allow(['current', 'keys'])
  const list = document.member('keys')
  const keys = list.items().map((place) => readKey(place, environment))
  refuseRepeated(
    list,
    keys.map(({ name }) => name),
    'name',
  )
  refuseRepeated(
    list,
    keys.flatMap(({ kmsNames }) => kmsNames),
    'KMS name',
  )
  const current = document.member('current').oneOf(keys.map(({ name }) => name))
  return { current, keys }
}

/** Others who may read the file could read the data: as ssh does with its keys. */
function refuseReadable(file: string): void {
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return
  throw new UserError(
    `${file} can be read by others, and it holds keys; make it yours alone: chmod 600 ${file}`,
  )
}

function readKey(place: Place, environment: Environment): KeyEncryptionKey {
  place.allow(['name', 'key', 'keyFile', 'keyVariable', 'kmsNames'])
  const kmsNames = place.member('kmsNames')
  return {
    name: place
      .member('name')
      .text(/^[\w.-]{1,64}$/, 'a name of letters, digits, dots, dashes and underscores'),
    key: readBytes(place, environment),
    kmsNames:
      kmsNames.value === undefined
        ? []
        : kmsNames.items().map((name) => name.text(/^[^\s]{1,2048}$/, 'the ARN, id or alias of a KMS key')),
  }
}

function readBytes(place: Place, environment: Environment): Uint8Array {
  const given = (['key', 'keyFile', 'keyVariable'] as const).filter(
    (name) => place.member(name).value !== undefined,
  )
  const [source] = given
  const at = `${place.file}: ${place.path}`
  if (source === undefined || given.length > 1)
    throw new UserError(
      `${at} has ${given.join(' and ') || 'no key'}; expected one of key, keyFile, keyVariable.`,
    )
  const text = place.member(source).value
  if (typeof text !== 'string') throw new UserError(`${at}.${source} is not a text; expected one.`)
  const bytes = Buffer.from(keyText(place, { source, text }, environment).trim(), 'base64')
  if (bytes.length === 32) return bytes
  throw new UserError(
    `${at}.${source} gives ${bytes.length} bytes; expected 32 bytes in base64, as "stepwell keys generate" makes them.`,
  )
}

interface KeySource {
  readonly source: 'key' | 'keyFile' | 'keyVariable'
  readonly text: string
}

function keyText(place: Place, { source, text }: KeySource, environment: Environment): string {
  if (source === 'key') return text
  if (source === 'keyVariable') {
    const value = environment[text]
    if (value) return value
    throw new UserError(`${place.file}: ${place.path}.keyVariable names ${text}, which is not set.`)
  }
  const file = resolve(dirname(place.file), text)
  try {
    refuseReadable(file)
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${place.file}: ${place.path}.keyFile cannot be read: ${(error as Error).message}`)
  }
}

function refuseRepeated(list: Place, names: readonly string[], what: string): void {
  const repeated = names.find((name, i) => names.indexOf(name) < i)
  if (repeated !== undefined)
    throw new UserError(`${list.file}: the ${what} "${repeated}" is there twice; expected once.`)
}
