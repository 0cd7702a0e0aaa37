/** Compiles a reference path: where ResultPath writes. */
import { isArray, isObject, kindOf, member, setMember, type Json } from '#base'
import { parseWholePath } from './jsonpath/parse-path.ts'
import { plainSteps, type PlainStep } from './jsonpath/read-plain.ts'
import { canonicalText, type PathToken } from './jsonpath/syntax.ts'
import { PathMiss, type ReferencePath } from './path.ts'
import { QuerySyntaxError, readSyntax } from './query-syntax-error.ts'

/**
 * Compiles a path that writes: `$`, or names and indexes from `$`. Neither `$$` nor a variable can be written, nor can
 * a place that is not one place (a wildcard, a slice, a filter).
 */
export function compileReferencePath(text: string): ReferencePath | QuerySyntaxError {
  const syntax = readSyntax(() => parseWholePath(text))
  if (syntax instanceof QuerySyntaxError) return syntax
  const { root, tokens } = syntax
  if (root.kind !== 'document') {
    return new QuerySyntaxError(
      "A reference path starts with '$', which is the state's input; it alone is written",
      0,
    )
  }
  const steps = plainSteps(tokens)
  if (steps.length < tokens.length) {
    const found = canonicalText([tokens[steps.length]!]).slice(1)
    return new QuerySyntaxError(
      `A reference path has only names and indexes; ${found} can name several places`,
      0,
    )
  }
  if (steps.some((step) => typeof step === 'number' && step < 0)) {
    return new QuerySyntaxError('An index of a reference path is not negative', 0)
  }
  const end = steps.findIndex((step) => typeof step === 'number')
  return {
    text,
    leadingNames: steps.slice(0, end < 0 ? steps.length : end) as readonly string[],
    write: (document, value) => write({ document, steps, tokens, value }, 0),
  }
}

interface Writing {
  readonly document: Json
  readonly steps: readonly PlainStep[]
  readonly tokens: readonly PathToken[]
  readonly value: Json
}

// Copies what lies on the way (from the outside in, so that nothing is copied for a path that does not fit).
function write(writing: Writing, at: number): Json | PathMiss {
  const { document, steps, tokens, value } = writing
  if (at === steps.length) return value
  const step = steps[at]!
  if (typeof step === 'number') {
    if (!isArray(document) || step >= document.length) return unwritable(document, tokens, at)
    const inner = write({ ...writing, document: document[step]! }, at + 1)
    return inner instanceof PathMiss ? inner : document.with(step, inner)
  }
  if (!isObject(document)) return unwritable(document, tokens, at)
  const existing = member(document, step)
  const inner = write({ ...writing, document: existing === undefined ? {} : existing }, at + 1)
  if (inner instanceof PathMiss) return inner
  const copy: Record<string, Json> = { ...document }
  setMember(copy, step, inner)
  return copy
}

function unwritable(document: Json, tokens: readonly PathToken[], at: number): PathMiss {
  const place = canonicalText(tokens.slice(0, at))
  const step = canonicalText([tokens[at]!]).slice(1)
  const found = isArray(document) ? `an array of ${document.length}` : kindOf(document)
  return new PathMiss(`Cannot write ${step} in path ${place}: found ${found} there`)
}
