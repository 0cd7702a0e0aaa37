/** Every source file is reached from an entry (a script, the command, an example's function) or from a test. */
import { importsOf, resolveImport } from './imports.ts'
import type { Check, Tree } from './tree.ts'

const source = /^(src|test|tools|bench|examples|console)\/.*\.(ts|tsx|mts|js|py|sql)$/
const loadedByName = [
  /\.test\.tsx?$/,
  /^examples\/[^/]+\/functions\//,
  /^test\/fixtures\//,
  // The conformance runner loads them.
  /^test\/conformance\/[a-z0-9]+-driver\.ts$/,
  /(^|\/)vite\.config\.ts$/,
]

export const checkDeadFiles: Check = (tree) => {
  const reached = new Set<string>()
  const open = entriesOf(tree)
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    for (const specifier of importsOf(tree.get(path) ?? '')) {
      const target = resolveImport(tree, path, specifier)
      if (target !== undefined) open.push(target)
    }
  }
  return [...tree.keys()]
    .filter((path) => source.test(path) && !reached.has(path))
    .map((path) => ({ path, message: 'nothing reaches it: no entry, no test; use it or delete it' }))
}

/** Files that somebody starts by name: in package.json's scripts, in CI, in the command, by pattern. */
function entriesOf(tree: Tree): string[] {
  const starters = [
    'package.json',
    '.ci/run',
    'bin/stepwell.js',
    'Dockerfile',
    'tools/test.ts',
    'tools/check.ts',
  ]
  const texts = starters.map((path) => tree.get(path) ?? '').join('\n')
  const doors = Object.values(
    (JSON.parse(tree.get('package.json') ?? '{}') as { imports?: object }).imports ?? {},
  )
  return [...tree.keys()].filter(
    (path) =>
      loadedByName.some((pattern) => pattern.test(path)) ||
      (source.test(path) && texts.includes(path) && !doors.includes(path)),
  )
}
