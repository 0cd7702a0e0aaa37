/**
 * Compiles values of a definition in which texts `{% … %}` are evaluated: Arguments, Output, Assign, Items, …
 *
 * 1. What has no expression inside is the definition's own value, at every depth: it is neither copied nor rebuilt.
 * 2. Expressions are evaluated in the order of the text, one after the other, so the first error is the same each time.
 */
import { AslError, isArray, isObject, setMember, type Json, type Outcome } from '#base'
import { compileJsonata, isJsonataText } from './compile-jsonata.ts'
import { jsonataNothing, JsonataSyntaxError } from './jsonata/jsonata-error.ts'
import { explainPlainMiss } from './jsonata/plain-path.ts'
import type { Evaluation, Jsonata, JsonataScope, JsonataTemplate } from './jsonata.ts'
import type { TemplateProblem } from './template.ts'

/** Compiles a value with expressions anywhere in it, or tells all that is wrong with them. */
export function compileJsonataTemplate(value: Json): JsonataTemplate | readonly TemplateProblem[] {
  const compiling: Compiling = { leaves: [], problems: [] }
  const part = compilePart(compiling, value, { pointer: '', location: '' })
  if (compiling.problems.length > 0) return compiling.problems
  const { leaves } = compiling
  const build = part ?? (() => value)
  return {
    kind: 'jsonata-template',
    expressions: leaves.map(({ pointer, expression }) => ({ pointer, expression })),
    evaluate: (scope, field) => evaluateLeaves({ leaves, build, scope, field }, []),
  }
}

/** An expression with its place as a pointer, and as AWS writes it behind the field's name: `/items[0]/id`. */
interface Leaf extends PlaceInTemplate {
  readonly expression: Jsonata
}

interface PlaceInTemplate {
  readonly pointer: string
  readonly location: string
}

interface Compiling {
  readonly leaves: Leaf[]
  readonly problems: TemplateProblem[]
}

/** Makes the value from those of the expressions, in their order. Undefined where the part is a literal (1). */
type Build = (values: readonly Json[]) => Json

function compilePart(compiling: Compiling, value: Json, place: PlaceInTemplate): Build | undefined {
  if (typeof value === 'string')
    return isJsonataText(value) ? compileLeaf(compiling, value, place) : undefined
  if (isArray(value)) return compileList(compiling, value, place)
  return isObject(value) ? compileObject(compiling, value, place) : undefined
}

function compileLeaf(
  { leaves, problems }: Compiling,
  text: string,
  place: PlaceInTemplate,
): Build | undefined {
  const expression = compileJsonata(text)
  if (expression instanceof JsonataSyntaxError) {
    problems.push({ pointer: place.pointer, message: expression.message, detail: expression })
    return undefined
  }
  const at = leaves.push({ ...place, expression }) - 1
  return (values) => values[at]!
}

function compileList(compiling: Compiling, list: readonly Json[], place: PlaceInTemplate): Build | undefined {
  const builds = list.map((item, i) =>
    compilePart(compiling, item, {
      pointer: `${place.pointer}/${i}`,
      location: `${place.location}[${i}]`,
    }),
  )
  if (builds.every((build) => build === undefined)) return undefined
  return (values) => builds.map((build, i) => (build ? build(values) : list[i]!))
}

function compileObject(
  compiling: Compiling,
  object: { readonly [key: string]: Json },
  place: PlaceInTemplate,
): Build | undefined {
  const members = Object.keys(object).map((key) => ({
    key,
    build: compilePart(compiling, object[key]!, {
      pointer: `${place.pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      location: `${place.location}/${key}`,
    }),
  }))
  if (members.every(({ build }) => build === undefined)) return undefined
  return (values) => {
    const result: Record<string, Json> = {}
    for (const { key, build } of members) setMember(result, key, build ? build(values) : object[key]!)
    return result
  }
}

interface Evaluating {
  readonly leaves: readonly Leaf[]
  readonly build: Build
  readonly scope: JsonataScope
  readonly field: string
}

// At once as far as the expressions answer at once; from the first that does not, as a promise.
function evaluateLeaves(evaluating: Evaluating, values: Json[]): Evaluation<Json> {
  const { leaves, build, scope, field } = evaluating
  while (values.length < leaves.length) {
    const leaf = leaves[values.length]!
    const evaluation = leaf.expression.evaluate(scope, field + leaf.location)
    if (evaluation instanceof Promise) return continueLater(evaluating, values, evaluation)
    const error = take({ evaluation, leaf, scope, field }, values)
    if (error) return error
  }
  return build(values)
}

async function continueLater(
  evaluating: Evaluating,
  values: Json[],
  evaluation: Promise<Outcome<Json | undefined>>,
): Promise<Outcome<Json>> {
  const { leaves, scope, field } = evaluating
  const leaf = leaves[values.length]!
  const error = take({ evaluation: await evaluation, leaf, scope, field }, values)
  return error ?? evaluateLeaves(evaluating, values)
}

interface Evaluated {
  readonly evaluation: Outcome<Json | undefined>
  readonly leaf: Leaf
  readonly scope: JsonataScope
  readonly field: string
}

function take({ evaluation, leaf, scope, field }: Evaluated, values: Json[]): AslError | undefined {
  if (evaluation instanceof AslError) return evaluation
  if (evaluation === undefined) {
    const { expression, location } = leaf
    return jsonataNothing(expression, field + location, explainPlainMiss(expression.text, scope))
  }
  values.push(evaluation)
  return undefined
}
