/** Compiles a JSONPath. */
import type { Json } from '#base'
import { parseWholePath } from './jsonpath/parse-path.ts'
import { explainMiss, plainSteps, readPlain } from './jsonpath/read-plain.ts'
import { canonicalText, type PathRoot, type PathSyntax } from './jsonpath/syntax.ts'
import { compileTokens, definiteResult } from './jsonpath/walk.ts'
import { TooManyVisits, visitsMax, type Walk } from './jsonpath/walk-budget.ts'
import { nearestName } from './nearest-name.ts'
import { PathMiss, type Path } from './path.ts'
import { readSyntax, type QuerySyntaxError } from './query-syntax-error.ts'
import type { QueryScope } from './scope.ts'

/**
 * Compiles a path as AWS reads it: `$`, `$$` and `$name` roots, names, indexes, slices, wildcards, deep scans, filters
 * and functions, with the semantics of Jayway's JsonPath. What is no path is a `QuerySyntaxError` with its offset.
 *
 * A definite path reads its value or a `PathMiss`; an indefinite one always reads a list (recorded:
 * test_json_path_array_wildcard_or_slice_with_no_input).
 */
export function compilePath(text: string): Path | QuerySyntaxError {
  const syntax = readSyntax(() => parseWholePath(text))
  return 'tokens' in syntax ? bindPath(text, syntax) : syntax
}

/** The path of a syntax tree that was read from this text. */
export function bindPath(text: string, { root, tokens }: PathSyntax): Path {
  const rootName = rootNames[root.kind]
  const find = compileFind({ root, tokens })
  const names = plainSteps(tokens)
  const end = names.findIndex((step) => typeof step === 'number')
  return {
    text,
    definite: definiteResult(tokens),
    root: rootName,
    ...(root.kind === 'variable' ? { variable: root.name } : {}),
    leadingNames: names.slice(0, end < 0 ? names.length : end) as readonly string[],
    read: compileRootRead(root, find),
  }
}

const rootNames = { document: 'input', candidate: 'input', context: 'context', variable: 'variable' } as const

type Find = (document: Json, scope: QueryScope) => Json | PathMiss

function compileFind({ tokens }: PathSyntax): Find {
  const steps = plainSteps(tokens)
  if (steps.length === tokens.length) {
    return (document) => {
      const value = readPlain(document, steps)
      return value === undefined ? explainMiss(document, tokens) : value
    }
  }
  const read = compileTokens(tokens)
  return (document, scope) => {
    const walk: Walk = { document, scope, visits: 0 }
    try {
      const value = read(document, walk)
      return value === undefined ? explainMiss(document, tokens) : value
    } catch (error) {
      return interrupted(error, canonicalText(tokens))
    }
  }
}

// A walk ends early at its limit of visits, or in a document that nests deeper than the stack.
function interrupted(error: unknown, path: string): PathMiss {
  if (error instanceof TooManyVisits) {
    return new PathMiss(
      `The path ${path} looks at more than ${visitsMax} values; name more of the path, or filter earlier`,
    )
  }
  if (error instanceof RangeError) return new PathMiss(`The document of the path ${path} nests too deep`)
  throw error
}

function compileRootRead(root: PathRoot, find: Find): Path['read'] {
  if (root.kind === 'context') return (scope) => find(scope.context(), scope)
  if (root.kind !== 'variable') return (scope) => find(scope.input, scope)
  const { name } = root
  return (scope) => {
    const value = scope.variables?.get(name)
    if (value !== undefined) return find(value, scope)
    return new PathMiss(`The variable '$${name}' is not defined here`, () =>
      nearestName(name, [...(scope.variables?.keys() ?? [])]),
    )
  }
}
