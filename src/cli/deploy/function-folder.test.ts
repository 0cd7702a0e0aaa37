/** Deployed functions, run by what runs them on a server. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { openFunctions } from '#functions'
import { codeDigest, folderFiles, textFile, type CodeFile } from './function-code.ts'
import { findHandler, type Language } from './function-entry.ts'
import { deployedFiles, folderState, writeFolder } from './function-folder.ts'

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-functions-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

interface Wanted {
  readonly language: Language
  readonly handler: string
  readonly code: Readonly<Record<string, string>>
}

function filesOf({ language, handler, code }: Wanted): readonly CodeFile[] {
  const files = Object.entries(code).map(([path, text]) => textFile(path, text))
  const found = findHandler(handler, language, new Set(Object.keys(code)))!
  return deployedFiles(
    { ...found, language, environment: { WORD: 'it\'s "so" \\ é 🚀' }, origin: 'F of s' },
    files,
  )
}

/** What a deployed function answers. */
async function answer(t: TestContext, wanted: Wanted): Promise<unknown> {
  const directory = temporaryFolder(t)
  // What a project has above its functions says nothing about theirs.
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
  writeFolder(join(directory, 'f'), filesOf(wanted))
  const functions = openFunctions({ directory })
  try {
    const call = {
      functionName: 'f',
      payload: '{"n":2}',
      invocationType: 'RequestResponse',
      region: 'r',
      account: '0',
    } as const
    const { payload } = await functions.invoke(call)
    return JSON.parse(payload)
  } finally {
    await functions.close()
  }
}

const word = 'it\'s "so" \\ é 🚀'

test('code in the template is CommonJS, and has its environment and its own folder', async (t) => {
  const text =
    "const { basename } = require('path')\nexports.handler = async ({ n }) => [n, process.env.WORD, basename(process.cwd()), process.env.LAMBDA_TASK_ROOT === process.cwd()]"
  const found = await answer(t, { language: 'node', handler: 'index.handler', code: { 'index.js': text } })
  assert.deepEqual(found, [2, word, 'code', true])
})

test('a handler in a folder, in an object, in an ES module', async (t) => {
  const code = {
    'src/my api.mjs':
      "import { two } from './two.mjs'\nexport const users = { get: async ({ n }) => n * two }\n",
    'src/two.mjs': 'export const two = 2\n',
  }
  assert.equal(await answer(t, { language: 'node', handler: 'src/my api.users.get', code }), 4)
})

test('a handler that is not exported is said by its name', async (t) => {
  const code = { 'index.js': 'exports.other = () => 1' }
  const failure = (await answer(t, { language: 'node', handler: 'index.handler', code })) as {
    errorMessage: string
  }
  assert.match(failure.errorMessage, /index\.js: handler is undefined or not exported/)
})

test('Python code may have a module of the name of the entry, and reads its files', async (t) => {
  const code = {
    'index.py':
      'import os\nfrom lib.words import two\n\ndef handler(event, context):\n    return [event["n"] * two, os.environ["WORD"], open("data.txt").read()]\n',
    'lib/words.py': 'two = 2\n',
    'data.txt': 'data',
  }
  assert.deepEqual(await answer(t, { language: 'python', handler: 'index.handler', code }), [4, word, 'data'])
})

test('a folder is the same when it was written from the same files; one of somebody else is left alone', (t) => {
  const directory = temporaryFolder(t)
  const folder = join(directory, 'f')
  const files = filesOf({
    language: 'node',
    handler: 'index.handler',
    code: { 'index.js': '1', 'a/b.txt': 'x' },
  })
  assert.equal(folderState(folder, files), 'absent')
  writeFolder(folder, files)
  assert.equal(folderState(folder, files), 'same')
  writeFileSync(join(folder, 'code', 'index.js'), '2')
  assert.equal(folderState(folder, files), 'different')
  writeFolder(folder, files)
  assert.equal(folderState(folder, files), 'same')
  mkdirSync(join(directory, 'mine'))
  writeFileSync(join(directory, 'mine', 'index.mjs'), 'export const handler = () => 1')
  assert.equal(folderState(join(directory, 'mine'), files), 'foreign')
})

test('the files of a folder follow links, but not in a circle, and leave out what tools write', (t) => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'lib'))
  mkdirSync(join(folder, '.git'))
  mkdirSync(join(folder, 'deployed'))
  for (const file of ['a.js', 'lib/b.js', '.git/config', 'deployed/c.js', '.env'])
    writeFileSync(join(folder, file), file)
  symlinkSync(folder, join(folder, 'lib', 'round'))
  symlinkSync(join(folder, 'a.js'), join(folder, 'linked.js'))
  symlinkSync(join(folder, 'none'), join(folder, 'broken.js'))
  const files = folderFiles(folder, join(folder, 'deployed'))
  assert.deepEqual(
    files.map(({ path }) => path),
    ['.env', 'a.js', 'lib/b.js', 'linked.js'],
  )
  assert.equal(codeDigest(files), codeDigest(files.toReversed()))
  assert.notEqual(codeDigest(files), codeDigest(files.slice(1)))
})
