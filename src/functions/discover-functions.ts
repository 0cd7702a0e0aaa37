import { existsSync, readdirSync, statSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import {
  functionNamePattern,
  FunctionsConfigError,
  type FunctionConfig,
  type FunctionsConfig,
} from './function-config.ts'

export interface FunctionSource {
  readonly name: string
  /** Absolute. */
  readonly file: string
  readonly config: FunctionConfig
}

/** What a function can be written in; where a name has several files, the first of these is taken. */
const extensions = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.py'] as const

/**
 * Finds `NAME.EXT` and `NAME/index.EXT` in the directory (which need not exist), and adds the configured functions,
 * whose files are relative to `baseDirectory`. Throws `FunctionsConfigError` for an entry without a file.
 */
export function discoverFunctions(
  directory: string | undefined,
  config: FunctionsConfig,
  baseDirectory: string,
): ReadonlyMap<string, FunctionSource> {
  const found = new Map<string, FunctionSource>()
  if (directory !== undefined && existsSync(directory)) scan(directory, found)
  for (const [name, entry] of Object.entries(config)) {
    const file = entry.file === undefined ? found.get(name)?.file : resolve(baseDirectory, entry.file)
    if (file === undefined || !isFile(file)) throw new FunctionsConfigError(missing(name, file, directory))
    if (!isSource(file)) {
      throw new FunctionsConfigError(
        `functions.${name}.file: ${file} is no function; expected ${extensions.join(', ')}`,
      )
    }
    found.set(name, { name, file, config: entry })
  }
  return found
}

function missing(name: string, file: string | undefined, directory: string | undefined): string {
  if (file !== undefined) return `functions.${name}.file: there is no file ${file}; correct the path`
  return `functions.${name}: no file is given and ${directory ?? 'no functions directory'} has none of that name; add file: PATH`
}

function scan(directory: string, found: Map<string, FunctionSource>): void {
  const entries = readdirSync(directory, { withFileTypes: true })
  const add = (name: string, file: string) => {
    if (functionNamePattern.test(name) && isFile(file) && better(file, found.get(name)?.file)) {
      found.set(name, { name, file, config: {} })
    }
  }
  for (const entry of entries) {
    const path = join(directory, entry.name)
    if (isSource(entry.name)) add(entry.name.slice(0, -extname(entry.name).length), path)
    else if (entry.name !== 'node_modules') {
      for (const extension of extensions) add(entry.name, join(path, `index${extension}`))
    }
  }
}

function better(file: string, other: string | undefined): boolean {
  return other === undefined || rank(file) < rank(other)
}

function rank(file: string): number {
  return extensions.findIndex((extension) => extension === extname(file))
}

function isSource(file: string): boolean {
  return rank(file) >= 0
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
