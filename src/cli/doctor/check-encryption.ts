/** Encryption at rest: the keys that the data needs are there, and nothing of it lies plain any more. */
import { inspectEncryption, type EncryptionInspection, type Keyring } from '#store/sqlite'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { readKeyringFile } from '../keyring-file.ts'
import type { Checkup } from './checkup.ts'
import { ok, problem, warning, type Finding } from './finding.ts'

const check = 'encryption'

export function checkEncryption({ config, dataDirectory, environment }: Checkup): readonly Finding[] {
  const file = environment['STEPWELL_ENCRYPTION_KEYS'] ?? config.encryptionKeys
  const keyring = file === undefined ? undefined : readKeyring(file, environment)
  if (keyring && 'status' in keyring) return [keyring]
  const directory = resolve(dataDirectory)
  const found = existsSync(directory) ? inspected(directory) : undefined
  if (!found) return keyring ? [ok(check, `new data will be encrypted with ${keyring.current}`)] : []
  return [...keys(found, keyring), ...progress(found)]
}

function readKeyring(file: string, environment: Checkup['environment']): Keyring | Finding {
  try {
    return readKeyringFile(file, environment)
  } catch (error) {
    return problem(check, (error as Error).message, {
      expected: 'a file of keys that the server can read, and nobody else',
      next: ['Follow the message, or make one: stepwell keys generate'],
    })
  }
}

/** Undefined where the store cannot be read, which its own check tells. */
function inspected(directory: string): EncryptionInspection | undefined {
  try {
    return inspectEncryption(directory)
  } catch {
    return undefined
  }
}

function keys({ wrappedBy }: EncryptionInspection, keyring: Keyring | undefined): readonly Finding[] {
  const needed = [...wrappedBy.keys()]
  if (needed.length === 0)
    return keyring ? [ok(check, `the next start begins to encrypt with ${keyring.current}`)] : []
  const there = new Set(keyring?.keys.map(({ name }) => name))
  const missing = needed.filter((name) => !there.has(name))
  if (missing.length === 0) return [ok(check, `encrypted; the keys of the data need ${needed.join(', ')}`)]
  return [
    problem(
      check,
      `the data needs the key ${missing.join(', ')}, which is not among those that are configured`,
      {
        expected: `a file with ${needed.join(', ')}`,
        next: [
          'Name it with --encryption-keys or STEPWELL_ENCRYPTION_KEYS; without the key nobody can read the data.',
        ],
      },
    ),
  ]
}

function progress({ rewriting }: EncryptionInspection): readonly Finding[] {
  if (!rewriting) return []
  if (!rewriting.isThrough)
    return [
      warning(check, `older texts are still being rewritten: ${rewriting.rows} rows so far`, {
        expected: 'all texts under the present keys',
        next: ['Leave the server running; or stop it and run: stepwell keys rewrite'],
      }),
    ]
  if (!rewriting.hasRemnants) return []
  return [
    warning(check, 'free pages of the files may still hold texts as they were before', {
      expected: 'files without remnants',
      next: ['Stop the server and run: stepwell keys rewrite'],
    }),
  ]
}
