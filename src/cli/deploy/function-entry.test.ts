import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { entryFile, findHandler, languageOf } from './function-entry.ts'

test('runtimes of Node and Python 3 run here, others do not', () => {
  assert.equal(languageOf('nodejs22.x'), 'node')
  assert.equal(languageOf('python3.12'), 'python')
  for (const other of ['java21', 'python2.7', 'dotnet8', 'provided.al2023', 'ruby3.3'])
    assert.equal(languageOf(other), undefined)
})

suite('a handler is found', () => {
  const cases = [
    {
      handler: 'index.handler',
      language: 'node',
      paths: ['index.mjs'],
      file: 'index.mjs',
      exported: 'handler',
    },
    {
      handler: 'src/app.main',
      language: 'node',
      paths: ['src/app.ts', 'app.js'],
      file: 'src/app.ts',
      exported: 'main',
    },
    { handler: './app.handler', language: 'node', paths: ['app.js'], file: 'app.js', exported: 'handler' },
    {
      handler: 'lib/api.users.get',
      language: 'node',
      paths: ['lib/api.cjs'],
      file: 'lib/api.cjs',
      exported: 'users.get',
    },
    {
      handler: 'src/app.lambda_handler',
      language: 'python',
      paths: ['src/app.py'],
      file: 'src/app.py',
      exported: 'lambda_handler',
    },
    {
      handler: 'src.app.main',
      language: 'python',
      paths: ['src/app.py'],
      file: 'src/app.py',
      exported: 'main',
    },
    {
      handler: 'orders.main',
      language: 'python',
      paths: ['orders/__init__.py'],
      file: 'orders/__init__.py',
      exported: 'main',
    },
  ] as const
  for (const { handler, language, paths, file, exported } of cases) {
    test(`${handler} in ${paths.join(', ')}`, () => {
      assert.deepEqual(findHandler(handler, language, new Set(paths)), { file, exported })
    })
  }

  test('or not', () => {
    assert.equal(findHandler('index.handler', 'node', new Set(['src/index.js'])), undefined)
    assert.equal(findHandler('index', 'node', new Set(['index.js'])), undefined)
    assert.equal(findHandler('app.main', 'python', new Set(['app.js'])), undefined)
  })
})

test('the entry is the same text for the same function, and begins with the mark', () => {
  const entry = {
    language: 'python',
    file: 'src/app.py',
    exported: 'main',
    environment: { QUOTE: '"\'\\ é 🚀' },
    origin: 'Ship of the stack orders',
  } as const
  const { name, text } = entryFile(entry)
  assert.equal(name, 'index.py')
  assert.ok(text.startsWith('# Written by "stepwell deploy": Ship of the stack orders.'))
  assert.match(text, /import_module\("src\.app"\), "main"\)/)
  assert.deepEqual(entryFile(entry), { name, text })
})
