import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validate, type ValidateOptions } from './validate.ts'

interface Run {
  readonly code: number
  readonly output: string
  readonly written: ReadonlyMap<string, string>
}

async function run(
  files: Readonly<Record<string, string>>,
  options: Partial<ValidateOptions> = {},
): Promise<Run> {
  const written = new Map<string, string>()
  let output = ''
  const code = await validate(
    { files: Object.keys(files), ...options },
    {
      readFile: async (path) => {
        const text = files[path]
        if (text === undefined) throw new Error('no such file')
        return text
      },
      writeFile: async (path, text) => void written.set(path, text),
      write: (text) => (output += text),
    },
  )
  return { code, output, written }
}

const sound = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
const faulty = '{\n  "StartAt": "A",\n  "States": {\n\t"A": {"Type": "Fail", "End": true}\n  }\n}\n'

test('a sound definition is said to be valid, with exit code 0', async () => {
  assert.deepEqual(await run({ 'a.asl.json': sound }), {
    code: 0,
    output: 'a.asl.json: valid\n',
    written: new Map(),
  })
})

test('a finding is shown with its place, its line, a caret and what to do, with exit code 1', async () => {
  const { code, output } = await run({ 'a.asl.json': faulty })
  assert.equal(code, 1)
  assert.equal(
    output,
    [
      `error[SCHEMA_VALIDATION_FAILED]: Field 'End' is not supported`,
      ' --> a.asl.json:4:24 (/States/A)',
      '  |',
      '4 |  "A": {"Type": "Fail", "End": true}',
      '  |                        ^^^^^',
      '  = help: A Fail state always ends its branch. Remove End.',
      '  = fix: Remove End',
      '',
      'a.asl.json: 1 error, 1 can be fixed with --fix',
      '',
    ].join('\n'),
  )
})

test('--fix writes the repaired text, says what was done and counts what is left', async () => {
  const { code, output, written } = await run({ 'a.asl.json': faulty }, { fix: true })
  assert.equal(code, 0)
  assert.equal(written.get('a.asl.json'), faulty.replace(', "End": true', ''))
  assert.equal(output, 'fixed: Remove End (line 4, /States/A)\na.asl.json: valid, 1 fixed\n')
})

test('--fix leaves a file alone in which there is nothing to fix', async () => {
  assert.equal((await run({ 'a.asl.json': sound }, { fix: true })).written.size, 0)
})

test('--json prints one document with every file', async () => {
  const { code, output } = await run(
    { 'a.yaml': 'StartAt: A\nStates: {}\n', 'b.json': sound },
    { json: true },
  )
  const { files } = JSON.parse(output) as {
    files: { file: string; valid: boolean; diagnostics: { pointer: string }[] }[]
  }
  assert.equal(code, 1)
  assert.deepEqual(
    files.map(({ file, valid, diagnostics }) => [file, valid, diagnostics.map(({ pointer }) => pointer)]),
    [
      ['a.yaml', false, ['/StartAt', '/States']],
      ['b.json', true, []],
    ],
  )
})

test('a file that cannot be read gives exit code 2, and the others are still judged', async () => {
  const { code, output } = await run({ 'b.json': sound }, { files: ['missing.json', 'b.json'] })
  assert.equal(code, 2)
  assert.match(
    output,
    /^error: missing.json could not be processed: no such file\nb.json: valid\n2 files: 0 errors, 0 warnings\n$/,
  )
})

test('of a very long line only the part around the place is shown', async () => {
  const long = JSON.stringify({
    Comment: 'c'.repeat(500),
    StartAt: 'A',
    States: { A: { Type: 'Succeed', End: true, Comment: 'd'.repeat(500) } },
  })
  const lines = (await run({ 'a.json': long })).output.split('\n')
  const [shown, caret] = [lines[3]!, lines[4]!]
  assert.ok(shown.length < 140)
  assert.equal(shown.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1), '"End"')
})
