/** Compiles a text that is a path or an intrinsic function call. */
import { printJson } from '#base'
import { compilePath } from './compile-path.ts'
import { arityWarnings, evaluateCall } from './evaluate-call.ts'
import { missingPath } from './missing-path.ts'
import { parseWholeCall, type Call } from './parse-call.ts'
import { PathMiss, type Path } from './path.ts'
import { QuerySyntaxError, readSyntax } from './query-syntax-error.ts'
import type { TextExpression } from './template.ts'

/** Whether the text is meant as an intrinsic function call, well or badly written. */
export function isIntrinsicCall(text: string): boolean {
  return /^\s*States\./.test(text)
}

/**
 * Compiles a template's `.$` value, an ErrorPath, a CausePath. The field's name (`value.$`) is for the cause of the
 * error when the path finds nothing: `States.Runtime`, without the sentence about the state, which the caller adds.
 */
export function compileTextExpression(text: string, fieldName: string): TextExpression | QuerySyntaxError {
  if (isIntrinsicCall(text)) return compileCall(text)
  const path = compilePath(text)
  return path instanceof QuerySyntaxError ? path : pathExpression(path, fieldName)
}

function pathExpression(path: Path, fieldName: string): TextExpression {
  const { text } = path
  return {
    text,
    paths: [path],
    functions: [],
    warnings: [],
    evaluate(scope) {
      const value = path.read(scope)
      if (!(value instanceof PathMiss)) return value
      const cause = `The JSONPath '${text}' specified for the field '${fieldName}' could not be found in the input '${printJson(scope.input)}'`
      return missingPath({ cause, path, miss: value, scope })
    },
  }
}

function compileCall(text: string): TextExpression | QuerySyntaxError {
  const call = readSyntax(() => parseWholeCall(text))
  if (call instanceof QuerySyntaxError) return call
  return {
    text,
    paths: pathsOf(call),
    functions: functionsOf(call),
    warnings: arityWarnings(call),
    evaluate: (scope) => evaluateCall(call, text, scope),
  }
}

function pathsOf(call: Call): readonly Path[] {
  return call.args.flatMap((arg) => {
    if (arg.kind === 'path') return [arg.path]
    return arg.kind === 'call' ? pathsOf(arg.call) : []
  })
}

function functionsOf(call: Call): readonly string[] {
  return [
    call.intrinsic.name,
    ...call.args.flatMap((arg) => (arg.kind === 'call' ? functionsOf(arg.call) : [])),
  ]
}
