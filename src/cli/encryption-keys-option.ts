import { Option } from 'commander'

/** The option of the commands that open a data directory. Its value is read by `readKeyringFile`. */
export function encryptionKeysOption(): Option {
  return new Option('--encryption-keys <file>', 'the keys that data at rest is encrypted with').env(
    'STEPWELL_ENCRYPTION_KEYS',
  )
}
