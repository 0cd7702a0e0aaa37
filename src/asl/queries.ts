/** The paths, templates and expressions of a definition, each compiled once however often it is asked for. */
import {
  compilePath,
  compileReferencePath,
  compileTemplate,
  compileTextExpression,
  type QuerySyntaxError,
  type Path,
  type ReferencePath,
  type Template,
  type TemplateProblem,
  type TextExpression,
} from '#query'
import { toJson, type SyntaxNode } from './syntax/node.ts'

export class Queries {
  readonly #paths = new Map<string, Path | QuerySyntaxError>()
  readonly #referencePaths = new Map<string, ReferencePath | QuerySyntaxError>()
  readonly #textExpressions = new Map<string, TextExpression | QuerySyntaxError>()
  readonly #templates = new Map<SyntaxNode, Template | readonly TemplateProblem[]>()

  path(text: string): Path | QuerySyntaxError {
    return remember(this.#paths, text, () => compilePath(text))
  }

  referencePath(text: string): ReferencePath | QuerySyntaxError {
    return remember(this.#referencePaths, text, () => compileReferencePath(text))
  }

  textExpression(text: string, fieldName: string): TextExpression | QuerySyntaxError {
    return remember(this.#textExpressions, `${fieldName} ${text}`, () =>
      compileTextExpression(text, fieldName),
    )
  }

  template(node: SyntaxNode): Template | readonly TemplateProblem[] {
    return remember(this.#templates, node, () => compileTemplate(toJson(node)))
  }
}

function remember<K, V>(cache: Map<K, V>, key: K, make: () => V): V {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  cache.set(key, made)
  return made
}
