/** The repository's own order. Every check is shown to fail on a small tree before it is trusted on the real one. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkDeadFiles } from './tidy/dead-files.ts'
import { checkDocLinks } from './tidy/doc-links.ts'
import { checkLeftovers } from './tidy/leftovers.ts'
import { checkLength, linesMax } from './tidy/length.ts'
import { checkNames } from './tidy/names.ts'
import { checkRooms } from './tidy/rooms.ts'
import { findingsText, readTree, type Check } from './tidy/tree.ts'

const checks: Readonly<Record<string, Check>> = {
  'rooms import only what the table allows': checkRooms,
  'names are kebab-case and say something': checkNames,
  'no file is too long': checkLength,
  'no file is dead': checkDeadFiles,
  'no link in a document is broken': checkDocLinks,
  'nothing half-done is left, and no path of one machine': checkLeftovers,
}

suite('the tree', () => {
  const tree = readTree()
  for (const [name, check] of Object.entries(checks)) {
    test(name, () => {
      const findings = findingsText(check(tree))
      assert.ok(findings === '', `\n${findings}`)
    })
  }
})

const manifest = JSON.stringify({
  imports: {
    '#base': './src/base/index.ts',
    '#asl': './src/asl/index.ts',
    '#store': './src/store/index.ts',
    '#engine': './src/engine/index.ts',
    '#store/sqlite': './src/store/sqlite/index.ts',
  },
  scripts: { bench: 'node bench/main.ts' },
})

/** The messages of a check on a small tree, which always has a package.json. */
function found(check: Check, files: Readonly<Record<string, string>>): string {
  return findingsText(check(new Map(Object.entries({ 'package.json': manifest, ...files }))))
}

suite('a check can fail:', () => {
  test('a room that imports a room to its right', () => {
    const text = `import { step } from '#engine'\n`
    assert.match(found(checkRooms, { 'src/asl/a.ts': text }), /asl may not import '#engine'/)
    assert.equal(found(checkRooms, { 'src/cli/a.ts': text }), '')
  })

  test('a multi-line import, a re-export and a dynamic import count as well', () => {
    const forms = [
      `import {\n  step,\n} from '#engine'\n`,
      `export * from '#engine'\n`,
      `const load = () => import('#engine')\n`,
    ]
    for (const text of forms) assert.match(found(checkRooms, { 'src/base/a.ts': text }), /may not import/)
  })

  test('a room that is entered by the window', () => {
    const files = { 'src/api/a.ts': `import { b } from '../engine/b.ts'\n`, 'src/engine/b.ts': '' }
    assert.match(found(checkRooms, files), /reaches into the room engine .* go through '#engine'/)
  })

  test('a file from outside of src that enters by the window', () => {
    const files = { 'bench/main.ts': `import { b } from '../src/engine/b.ts'\n`, 'src/engine/b.ts': '' }
    assert.match(found(checkRooms, files), /reaches into the room engine/)
  })

  test('a concrete store that somebody other than cli names, but in a test', () => {
    const text = `import { openSqliteStore } from '#store/sqlite'\n`
    assert.match(found(checkRooms, { 'src/engine/a.ts': text }), /may not import '#store\/sqlite'/)
    assert.equal(found(checkRooms, { 'src/engine/a.test.ts': text }), '')
  })

  test('a pure room that imports a module of Node', () => {
    const text = `import { readFileSync } from 'node:fs'\n`
    assert.match(found(checkRooms, { 'src/interpreter/a.ts': text }), /interpreter is pure/)
  })

  test('a source that imports what is not shipped', () => {
    const files = { 'src/api/a.ts': `import { b } from '../../test/b.ts'\n`, 'test/b.ts': '' }
    assert.match(found(checkRooms, files), /is not shipped/)
  })

  test('siblings that import each other', () => {
    const files = {
      'src/asl/states/map.ts': `import { a } from './pass.ts'\nimport { b } from './field-reader.ts'\n`,
      'src/asl/states/pass.ts': '',
      'src/asl/states/field-reader.ts': '',
    }
    const message = 'imports its sibling pass.ts; put what both need into the folder above'
    assert.equal(found(checkRooms, files), `src/asl/states/map.ts: ${message}`)
  })

  test('an integration that imports another one, but not what both share', () => {
    const service = (name: string): string => `export const x = {\n  service: '${name}',\n}\n`
    const files = {
      'src/integrations/sns.ts': `import { a } from './sqs.ts'\nimport { b } from './sdk-error.ts'\n${service('sns')}`,
      'src/integrations/sqs.ts': service('sqs'),
      'src/integrations/sdk-error.ts': '',
    }
    assert.equal(
      found(checkRooms, files),
      'src/integrations/sns.ts: imports its sibling sqs.ts; put what both need into the folder above',
    )
  })

  test('a store that imports the other one', () => {
    const files = {
      'src/store/postgres/a.ts': `import { b } from '../sqlite/b.ts'\n`,
      'src/store/sqlite/b.ts': '',
    }
    assert.match(found(checkRooms, files), /one store imports another/)
  })

  test('a name that is not kebab-case, or says nothing', () => {
    assert.match(found(checkNames, { 'src/api/startExecution.ts': '' }), /not kebab-case/)
    assert.match(found(checkNames, { 'src/api/utils.ts': '' }), /says nothing/)
    assert.match(found(checkNames, { 'src/helpers/a.ts': '' }), /says nothing/)
    assert.equal(found(checkNames, { 'src/api/start-execution.test.ts': '', 'bench/README.md': '' }), '')
  })

  test('a door with code in it', () => {
    assert.match(found(checkNames, { 'src/api/index.ts': 'export const a = 1\n' }), /is a door/)
    assert.equal(found(checkNames, { 'src/api/index.ts': `/** Why. */\nexport * from './a.ts'\n` }), '')
  })

  test('a file that is too long', () => {
    assert.match(found(checkLength, { 'src/a/b.ts': 'a\n'.repeat(linesMax + 1) }), /divide it/)
    assert.equal(found(checkLength, { 'src/a/b.ts': 'a\n'.repeat(linesMax) }), '')
  })

  test('a file that nothing reaches', () => {
    const files = {
      'bench/main.ts': `import './used.ts'\nnew Worker(new URL('./worker.ts', import.meta.url))\n`,
      'bench/used.ts': '',
      'bench/worker.ts': 'new URL(`./child${extname(import.meta.url)}`, import.meta.url)\n',
      'bench/child.ts': `join(import.meta.dirname, 'script.ts')\n`,
      'bench/script.ts': '',
    }
    assert.equal(found(checkDeadFiles, files), '')
    assert.match(
      found(checkDeadFiles, { ...files, 'bench/dead.ts': '' }),
      /bench\/dead.ts: nothing reaches it/,
    )
  })

  test('a link that leads nowhere', () => {
    const files = { 'docs/a.md': '# A b\n\n[x](b.md) [y](#a-b) `[z](c.md)`\n', 'docs/b.md': '# B\n' }
    assert.equal(found(checkDocLinks, files), '')
    assert.match(found(checkDocLinks, { 'docs/a.md': '[x](b.md)\n' }), /b.md, which is not there/)
    assert.match(found(checkDocLinks, { 'docs/a.md': '[x](#none)\n' }), /heading #none/)
  })

  test('work that is left undone, and a path of one machine', () => {
    const word = ['TO', 'DO'].join('')
    assert.match(found(checkLeftovers, { 'src/a.ts': `// ${word}: later\n` }), /leaves work undone/)
    const place = ['', 'root', 'x'].join('/')
    assert.match(found(checkLeftovers, { 'src/a.ts': `open('${place}')\n` }), /path of one machine/)
    assert.equal(found(checkLeftovers, { 'src/a.ts': `open('./network/x')\n` }), '')
  })
})
