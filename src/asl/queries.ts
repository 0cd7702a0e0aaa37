/** The paths, templates and expressions of a definition, each compiled once however often it is asked for. */
import {
  compileJsonata,
  compileJsonataTemplate,
  compilePath,
  compileReferencePath,
  compileTemplate,
  compileTextExpression,
  isJsonataText,
  type Jsonata,
  type JsonataTemplate,
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
  readonly #jsonata = new Map<string, Jsonata | QuerySyntaxError>()
  readonly #jsonataTemplates = new Map<SyntaxNode, JsonataTemplate | readonly TemplateProblem[]>()
  readonly #templates = new Map<SyntaxNode, Template | readonly TemplateProblem[]>()

  readonly #compileText = (text: string, fieldName: string) => this.textExpression(text, fieldName)

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
    return remember(this.#templates, node, () => compileTemplate(toJson(node), this.#compileText))
  }

  /** The expression of a text in `{% %}`; undefined for any other text. */
  expression(text: string): Jsonata | QuerySyntaxError | undefined {
    return isJsonataText(text) ? this.jsonata(text) : undefined
  }

  /** An expression by its text, braces and percent signs included. */
  jsonata(text: string): Jsonata | QuerySyntaxError {
    return remember(this.#jsonata, text, () => compileJsonata(text))
  }

  jsonataTemplate(node: SyntaxNode): JsonataTemplate | readonly TemplateProblem[] {
    return remember(this.#jsonataTemplates, node, () => compileJsonataTemplate(toJson(node)))
  }
}

function remember<K, V>(cache: Map<K, V>, key: K, make: () => V): V {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  cache.set(key, made)
  return made
}
