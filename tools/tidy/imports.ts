/**
 * What a source file names: imports, re-exports, dynamic imports, and files that it starts as workers or processes.
 *
 * TypeScript 7 has no stable API for its parser yet, so this reads text. Statements begin at the start of a line
 * (the formatter sees to it), which keeps comments and texts within strings out; a name in a multi-line text that
 * looks like an import resolves to no file and is dropped by whoever resolves it.
 */
import { posix } from 'node:path'
import type { Tree } from './tree.ts'

const statements = [
  /^(?:import|export)\b[^'";]*?\bfrom\s+'([^'\n]+)'/gm,
  /^import\s+'([^'\n]+)'/gm,
  /\bimport\(\s*'([^'\n]+)'/g,
  /\bnew URL\(\s*'(\.[^'\n]+)',\s*import\.meta\.url/g,
  // A worker is .ts here and .js when it is built: `./worker${extname(import.meta.url)}`.
  /\bnew URL\(\s*`(\.[^`$\n]+?)\.?\$\{[^`\n]*\}`,\s*import\.meta\.url/g,
]

/** `join(import.meta.dirname, 'x.ts')`: the path of a script that a test runs as a process. */
const besideThis = /\bimport\.meta\.dirname,\s*'([^'\n]+)'/g

export function importsOf(text: string): readonly string[] {
  const named = statements.flatMap((statement) => [...text.matchAll(statement)].map((match) => match[1]!))
  return [...named, ...[...text.matchAll(besideThis)].map((match) => `./${match[1]!}`)]
}

/** The path of the file that a specifier means; undefined for packages, Node's modules and what is not there. */
export function resolveImport(tree: Tree, from: string, specifier: string): string | undefined {
  const path = specifier.startsWith('#')
    ? doorsOf(tree)[specifier]
    : specifier.startsWith('.')
      ? posix.join(posix.dirname(from), specifier)
      : undefined
  if (path === undefined) return undefined
  const normal = posix.normalize(path)
  return [normal, `${normal}.ts`, `${normal}/index.ts`].find((candidate) => tree.has(candidate))
}

/** The doors between rooms: package.json's `imports`. */
export function doorsOf(tree: Tree): Readonly<Record<string, string>> {
  const manifest = JSON.parse(tree.get('package.json') ?? '{}') as { imports?: Record<string, string> }
  return manifest.imports ?? {}
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.startsWith('test/') || /^src\/[^/]+\/contract(\/|\.ts)/.test(path)
}
