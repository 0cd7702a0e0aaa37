/**
 * Every text of a definition that is evaluated when it runs, compiled: paths, intrinsic calls and JSONata expressions.
 *
 * What cannot be compiled is not among them; rules of their own tell it.
 */
import { QuerySyntaxError, type Jsonata, type Path, type TextExpression } from '#query'
import { isPathTemplate } from '../fields/field.ts'
import type { Outline, ShapedMember } from '../outline.ts'
import type { SyntaxNode } from '../syntax/node.ts'
import { locate } from './locate.ts'

export interface EvaluatedText {
  /** The text itself, inside the field's value. */
  readonly node: SyntaxNode
  readonly shaped: ShapedMember
  /** The expression, in a JSONata state. */
  readonly expression?: Jsonata
  /** The paths, in a JSONPath state. */
  readonly paths?: readonly Path[]
  /** What can only fail, of the intrinsic calls in a JSONPath state. */
  readonly warnings?: readonly string[]
}

/** Several rules and the compiler ask for them; they are found once. */
const known = new WeakMap<Outline, readonly EvaluatedText[]>()

/** The evaluated texts in the order of the outline's objects. */
export function evaluatedTexts(outline: Outline): readonly EvaluatedText[] {
  const before = known.get(outline)
  if (before) return before
  const texts: EvaluatedText[] = []
  for (const shaped of outline.members) {
    if (!mayBeEvaluated(shaped)) continue
    const isJsonata = shaped.object.language === 'JSONata'
    const found = isJsonata ? jsonataTexts(shaped, outline) : pathTexts(shaped, outline)
    if (found.length > 0) texts.push(...found)
  }
  known.set(outline, texts)
  return texts
}

function mayBeEvaluated({ field, object }: ShapedMember): boolean {
  return object.language === 'JSONata'
    ? field.jsonata !== undefined
    : isPathTemplate(field) || field.kind.endsWith('path') || field.kind === 'text-expression'
}

function jsonataTexts(shaped: ShapedMember, { queries }: Outline): readonly EvaluatedText[] {
  const { value } = shaped.member
  const { jsonata } = shaped.field
  if (jsonata === undefined) return none
  if (jsonata === 'expression') {
    const expression = value.kind === 'string' ? queries.expression(value.value) : undefined
    return !expression || expression instanceof QuerySyntaxError ? [] : [{ node: value, shaped, expression }]
  }
  const template = queries.jsonataTemplate(value)
  if (!('evaluate' in template)) return []
  return template.expressions.map(({ pointer, expression }) => ({
    node: locate(value, pointer).node,
    shaped,
    expression,
  }))
}

function pathTexts(shaped: ShapedMember, { queries }: Outline): readonly EvaluatedText[] {
  const { member, field } = shaped
  const { value } = member
  if (isPathTemplate(field)) {
    const template = queries.template(value)
    if (!('evaluate' in template)) return []
    return (template.expressions ?? []).map(({ pointer, expression }) => ({
      node: locate(value, pointer).node,
      shaped,
      paths: expression.paths ?? none,
      warnings: expression.warnings ?? none,
    }))
  }
  if (value.kind !== 'string') return none
  const read = fieldText(shaped, value.value, queries)
  if (read === undefined || read instanceof QuerySyntaxError) return none
  const { paths = none, warnings = none } = 'read' in read ? { paths: [read] } : read
  return [{ node: value, shaped, paths, warnings }]
}

const none: readonly never[] = []

/** What the text of a field is, where the field holds a path or a text that may be one. */
function fieldText(
  { member, field }: ShapedMember,
  text: string,
  queries: Outline['queries'],
): Path | TextExpression | QuerySyntaxError | undefined {
  switch (field.kind) {
    case 'path':
    case 'nullable-path':
    case 'definite-path':
      return queries.path(text)
    case 'text-expression':
      return queries.textExpression(text, member.key)
    default:
      return undefined
  }
}
