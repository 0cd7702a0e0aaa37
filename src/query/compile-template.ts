/**
 * Compiles payload templates: a JSON value in which the members whose name ends with `.$` are evaluated.
 *
 * 1. What has no `.$` inside is the definition's own value, at every depth: it is neither copied nor rebuilt.
 * 2. The evaluated value is new where it differs from the template, and shares what it reads (values are immutable).
 */
import { AslError, isArray, isObject, setMember, type Json, type Outcome } from '#base'
import { compileTextExpression } from './compile-text-expression.ts'
import { QuerySyntaxError } from './query-syntax-error.ts'
import type { QueryScope } from './scope.ts'
import type { Template, TemplateExpression, TemplateProblem } from './template.ts'

export type CompileText = typeof compileTextExpression

/**
 * Compiles Parameters, ResultSelector, ItemSelector, … or tells all that is wrong with it. A caller with many templates
 * may give a `compileText` that remembers what it has compiled.
 */
export function compileTemplate(
  value: Json,
  compileText: CompileText = compileTextExpression,
): Template | readonly TemplateProblem[] {
  const compiling: Compiling = { compileText, expressions: [], problems: [] }
  const part = compilePart(compiling, value, '')
  if (compiling.problems.length > 0) return compiling.problems
  return { expressions: compiling.expressions, evaluate: part ?? (() => value) }
}

interface Compiling {
  readonly compileText: CompileText
  readonly expressions: TemplateExpression[]
  readonly problems: TemplateProblem[]
}

type Evaluate = (scope: QueryScope) => Outcome<Json>

// Undefined where the part is a literal (1).
function compilePart(compiling: Compiling, value: Json, pointer: string): Evaluate | undefined {
  if (isArray(value)) return compileList(compiling, value, pointer)
  return isObject(value) ? compileObject(compiling, value, pointer) : undefined
}

function compileList(compiling: Compiling, list: readonly Json[], pointer: string): Evaluate | undefined {
  const items = list.map((item, i) => compilePart(compiling, item, `${pointer}/${i}`))
  if (items.every((item) => item === undefined)) return undefined
  return (scope) => {
    const result: Json[] = []
    for (const [i, item] of items.entries()) {
      const value = item ? item(scope) : list[i]!
      if (value instanceof AslError) return value
      result.push(value)
    }
    return result
  }
}

interface Member {
  readonly name: string
  readonly evaluate: Evaluate | undefined
  readonly literal: Json
}

function compileObject(
  compiling: Compiling,
  object: { readonly [key: string]: Json },
  pointer: string,
): Evaluate | undefined {
  const members = Object.keys(object).map((key): Member => {
    const literal = object[key]!
    const at = `${pointer}/${escaped(key)}`
    return key.endsWith('.$')
      ? { name: key.slice(0, -2), evaluate: compileField(compiling, { key, value: literal, at }), literal }
      : { name: key, evaluate: compilePart(compiling, literal, at), literal }
  })
  if (members.every(({ evaluate }) => evaluate === undefined)) return undefined
  return (scope) => evaluateMembers(members, scope)
}

function escaped(key: string): string {
  return /[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key
}

function evaluateMembers(members: readonly Member[], scope: QueryScope): Outcome<Json> {
  const result: Record<string, Json> = {}
  for (const { name, evaluate, literal } of members) {
    const value = evaluate ? evaluate(scope) : literal
    if (value instanceof AslError) return value
    setMember(result, name, value)
  }
  return result
}

function compileField(
  { compileText, expressions, problems }: Compiling,
  { key, value, at }: { readonly key: string; readonly value: Json; readonly at: string },
): Evaluate | undefined {
  const message = `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`
  if (typeof value !== 'string') {
    problems.push({ pointer: at, message })
    return undefined
  }
  const expression = compileText(value, key)
  if (expression instanceof QuerySyntaxError) {
    problems.push({ pointer: at, message, detail: expression })
    return undefined
  }
  expressions.push({ pointer: at, expression })
  return (scope) => expression.evaluate(scope)
}
