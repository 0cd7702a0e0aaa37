/** The files of a function: from a folder, a zip archive, or the text in the template. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UserError } from '../user-error.ts'
import type { Properties } from './properties.ts'
import type { Stack } from './stack.ts'
import { textAt, type Resource } from './template.ts'
import { readZip, ZipError } from './unzip.ts'

export interface CodeFile {
  /** Within the function's code, with slashes. */
  readonly path: string
  readonly executable: boolean
  read(): Buffer
}

/** What tools write beside sources: no function's code. */
const notCode = new Set(['.git', '.aws-sam', '.serverless', '.stepwell', 'cdk.out', '__pycache__'])

/** Most files of a function's code. */
const filesMax = 100_000

export interface CodeOptions {
  readonly resource: Resource
  readonly properties: Properties
  readonly stack: Stack
  /** Never a part of the code: what deploy itself writes. */
  readonly functionsDirectory: string
  readonly runtime: 'node' | 'python'
}

/** Throws TemplateError where the template names no code, or code that is not on this machine. */
export function functionCode(options: CodeOptions): readonly CodeFile[] {
  const { properties, stack, runtime } = options
  const code = properties.object('Code') ?? {}
  const inline = textAt(code, 'ZipFile')
  if (inline !== undefined) return [textFile(runtime === 'python' ? 'index.py' : 'index.js', inline)]
  const key = textAt(code, 'S3Key')
  if (key !== undefined) {
    const found = stack.source.assets.find(key)
    if (found !== undefined) return codeAt(found, 'Code', options)
    return properties.fail(
      'Code',
      `${key} in S3 is not among the files beside the template; deploy the folder that has it (cdk.out, .serverless), or name a folder with CodeUri.`,
    )
  }
  const uri = properties.text('CodeUri')
  if (uri === undefined)
    return properties.fail(
      'Code',
      'there is no code; expected Code with ZipFile or S3Key, or (SAM) CodeUri or InlineCode.',
    )
  if (uri.startsWith('s3://'))
    return properties.fail('CodeUri', `${uri} is in S3; name the folder or zip file that it was made from.`)
  return codeAt(resolve(stack.source.template.folder, uri), 'CodeUri', options)
}

function codeAt(
  path: string,
  property: string,
  { properties, functionsDirectory }: CodeOptions,
): readonly CodeFile[] {
  if (!existsSync(path))
    return properties.fail(property, `there is no ${path}; build the function, or correct the path.`)
  if (statSync(path).isDirectory()) return folderFiles(path, functionsDirectory)
  try {
    return readZip(readFileSync(path))
  } catch (error) {
    if (!(error instanceof ZipError)) throw error
    return properties.fail(
      property,
      `${path} cannot be read: ${error.message}; expected a folder or a zip archive.`,
    )
  }
}

/** All files below a folder, links followed but for those in a circle; what `except` has is left out. */
export function folderFiles(folder: string, except?: string): readonly CodeFile[] {
  const files: CodeFile[] = []
  const visit = (under: string, above: readonly string[]): void => {
    const here = realpathSync(join(folder, under))
    if (above.includes(here)) return
    for (const name of readdirSync(here).toSorted()) {
      const path = under === '' ? name : `${under}/${name}`
      const absolute = join(folder, path)
      // A link that leads nowhere has nothing to copy.
      const isLeftOut = notCode.has(name) || absolute === except
      const found = isLeftOut ? undefined : statSync(absolute, { throwIfNoEntry: false })
      if (found?.isDirectory()) visit(path, [...above, here])
      else if (found?.isFile())
        files.push({ path, executable: (found.mode & 0o100) !== 0, read: () => readFileSync(absolute) })
      if (files.length > filesMax)
        throw new UserError(
          `${folder} has more than ${filesMax} files; name the folder of the function alone.`,
        )
    }
  }
  visit('', [])
  return files
}

export function textFile(path: string, text: string): CodeFile {
  return { path, executable: false, read: () => Buffer.from(text) }
}

/** One text for the files' names, contents and modes: equal where all are. */
export function codeDigest(files: readonly CodeFile[]): string {
  const hash = createHash('sha256')
  for (const file of files.toSorted((left, right) => (left.path < right.path ? -1 : 1))) {
    const content = file.read()
    hash.update(`${file.path}\n${file.executable}\n${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}
