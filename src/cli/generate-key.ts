/** `stepwell keys generate`: a new key, which becomes the current one of a file. */
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { readKeyringFile } from './keyring-file.ts'
import { UserError } from './user-error.ts'

/** Adds a key to a file, or makes the file, readable by its owner only. Throws UserError. */
export function generateKey(file: string, name: string): void {
  const before = existsSync(file) ? readKeyringFile(file) : undefined
  if (before?.keys.some((key) => key.name === name))
    throw new UserError(`${file} has a key "${name}" already; give the new one another name with --name.`)
  // A document keeps the comments of whoever has written it.
  const document = parseDocument(before ? readFileSync(file, 'utf8') : 'keys: []\n')
  document.set('current', name)
  document.addIn(['keys'], document.createNode({ name, key: randomBytes(32).toString('base64') }))
  writeWhole(file, document.toString())
  console.log(
    before
      ? `${file} has a new current key "${name}". Restart the server: it wraps all data keys with it; then "stepwell keys list" tells whether "${before.current}" is still needed.`
      : `${file} was made with the key "${name}". Keep a copy in a safe place: without it the data cannot be read.`,
  )
}

/** The file is the old one or the new one, whatever happens: losing keys is losing the data. */
function writeWhole(file: string, text: string): void {
  const temporary = `${file}.new`
  const handle = openSync(temporary, 'w', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(temporary, file)
}
