/**
 * The folder of a deployed function in the functions directory:
 *
 *     functions/orders-Charge/index.mjs      the entry that the server loads
 *     functions/orders-Charge/package.json   so that no package.json above decides how the code is read
 *     functions/orders-Charge/code/…         the code as its template has it
 *
 * A folder is written beside its place and moved there, so a server never sees half of one.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codeDigest, folderFiles, textFile, type CodeFile } from './function-code.ts'
import { entryFile, entryMark, type Entry } from './function-entry.ts'

/** All files of the folder. */
export function deployedFiles(entry: Entry, code: readonly CodeFile[]): readonly CodeFile[] {
  const { name, text } = entryFile(entry)
  return [
    textFile(name, text),
    textFile('package.json', '{}\n'),
    ...code.map((file): CodeFile => ({ ...file, path: `code/${file.path}`, read: () => file.read() })),
  ]
}

export type FolderState = 'absent' | 'same' | 'different' | 'foreign'

/** How a folder compares with what is to be there; `foreign` was not written by deploy. */
export function folderState(folder: string, files: readonly CodeFile[]): FolderState {
  if (!existsSync(folder)) return 'absent'
  const isOurs = ['index.mjs', 'index.py'].some((name) => hasMark(join(folder, name)))
  if (!isOurs) return 'foreign'
  return codeDigest(folderFiles(folder)) === codeDigest(files) ? 'same' : 'different'
}

function hasMark(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').slice(0, 200).includes(entryMark)
}

/** Puts the files in place of the folder. */
export function writeFolder(folder: string, files: readonly CodeFile[]): void {
  const name = folder.slice(dirname(folder).length + 1)
  // Hidden names are no functions, and nobody watches them.
  const fresh = join(dirname(folder), `.${name}.new`)
  const old = join(dirname(folder), `.${name}.old`)
  for (const left of [fresh, old]) rmSync(left, { recursive: true, force: true })
  for (const file of files) {
    const path = join(fresh, file.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, file.read(), { mode: file.executable ? 0o755 : 0o644 })
  }
  if (existsSync(folder)) renameSync(folder, old)
  renameSync(fresh, folder)
  rmSync(old, { recursive: true, force: true })
}
