/**
 * `--keys FILE`: who may call, as a list of access keys.
 *
 *     keys:
 *       - accessKeyId: AKIDEXAMPLE
 *         secretAccessKey: a-long-secret
 *         account: '123456789012'
 *         principal: ada
 *         role: admin          # or operator, or viewer
 */
import type { AccessKey } from '#api'
import { Place, readYaml } from './read-yaml.ts'

/** The keys in a file. Throws UserError that names the place of the first thing that is wrong. */
export function readKeysFile(file: string): readonly AccessKey[] {
  const document = new Place(file, '', readYaml(file))
  document.allow(['keys'])
  const list = document.member('keys')
  const keys = list.items().map(readKey)
  if (keys.length === 0) list.fail('at least one key, for nobody could call')
  const repeated = keys.find((key, i) => keys.findIndex((other) => other.accessKeyId === key.accessKeyId) < i)
  if (repeated) list.fail(`every accessKeyId once, but ${repeated.accessKeyId} is there twice`)
  return keys
}

function readKey(place: Place): AccessKey {
  place.allow(['accessKeyId', 'secretAccessKey', 'account', 'principal', 'role'])
  return {
    accessKeyId: place
      .member('accessKeyId')
      .text(/^\w{3,128}$/, 'a text of 3 to 128 letters, digits and underscores'),
    secretAccessKey: place
      .member('secretAccessKey')
      .text(/^\S{8,}$/, 'a secret text of 8 characters or more'),
    account: place
      .member('account')
      .text(/^\d{12}$/, 'twelve digits in quotes (YAML reads bare digits as a number)'),
    principal: place.member('principal').text(/^[\w+=,.@-]{1,64}$/, 'the name of who holds the key'),
    role: place.member('role').oneOf(['viewer', 'operator', 'admin']),
  }
}
