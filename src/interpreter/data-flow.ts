/**
 * How data flows through a JSONPath state: InputPath → Parameters → work → ResultSelector → ResultPath → OutputPath.
 *
 * Pure functions over one state and one document each. A failure is an `AslError` without the sentence that names
 * the state; `outcome` adds it where AWS does.
 */
import { AslError, emptyObject, Payload, type Json, type Outcome } from '#base'
import type { DataPath, ValueTemplate, WithResultPath } from '#asl'
import { PathMiss, type Path, type QueryScope, type Template } from '#query'
import type { Draft } from './draft.ts'
import { evaluateTemplate } from './evaluate.ts'
import type { Evaluated } from './evaluated.ts'
import { stateTooLarge } from './uncaught.ts'

/** InputPath or OutputPath: absent keeps the document, null makes it `{}`. */
export function applyDataPath(
  path: DataPath,
  document: Payload,
  scopeFor: (input: Json) => QueryScope,
): Outcome<Payload> {
  if (path === undefined || path?.text === '$') return document
  if (path === null) return emptyObject
  const found = readPath(path, scopeFor(document.value))
  return found instanceof AslError ? found : Payload.fromValue(found)
}

/** The value at a path, or the error that AWS gives for a path that finds nothing. */
export function readPath(path: Path, scope: QueryScope): Outcome<Json> {
  const found = path.read(scope)
  if (!(found instanceof PathMiss)) return found
  const met = metBy(path, scope)
  return new AslError('States.Runtime', `Invalid path '${path.text}' : ${found.reason}`, {
    expression: path.text,
    ...(met !== undefined && { met }),
    ...(found.nearest !== undefined && { nearest: found.nearest }),
  })
}

/** The document that a path was applied to. */
function metBy(path: Path, scope: QueryScope): Json | undefined {
  if (path.root === 'input') return scope.input
  return path.root === 'context' ? scope.context() : scope.variables?.get(path.variable ?? '')
}

/** ResultSelector or Parameters of a Pass state: without a template the document stays as it is. */
export function applyTemplate(
  template: Template | undefined,
  document: Payload,
  scope: () => QueryScope,
): Outcome<Payload> {
  if (!template) return document
  const value = template.evaluate(scope())
  return value instanceof AslError ? value : Payload.fromValue(value)
}

/**
 * Parameters, Arguments or ItemSelector: what the state's work or its children get, which may be no larger than any
 * payload.
 */
export function applyParameters(
  draft: Draft,
  template: ValueTemplate | undefined,
  of: Evaluated & { readonly document: Payload; readonly field: string },
): Outcome<Payload> {
  const { document } = of
  if (!template) return document
  const value = evaluateTemplate(draft, template, { ...of, document: document.value })
  if (value instanceof AslError) return value
  const shaped = Payload.fromValue(value)
  return shaped.exceeds(draft.limits.payloadBytesMax) ? stateTooLarge(of.state.name) : shaped
}

/** ResultPath: puts the result into the state's raw input. */
export function applyResultPath(state: WithResultPath, input: Payload, result: Payload): Outcome<Payload> {
  const { resultPath } = state
  if (resultPath === undefined || resultPath?.text === '$') return result
  if (resultPath === null) return input
  const merged = resultPath.write(input.value, result.value)
  if (!(merged instanceof PathMiss)) return Payload.fromValue(merged)
  return new AslError(
    'States.ResultPathMatchFailure',
    `Unable to apply step "${resultPath.text}" to input ${input.text}`,
    { expression: resultPath.text, met: input.value },
  )
}
