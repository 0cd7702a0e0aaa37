/** "The value of a path field is a valid JSONPath; ResultPath and the …Path numbers are reference paths." */
import { QuerySyntaxError, type TextExpression } from '#query'
import type { Outline, ShapedMember } from '../outline.ts'
import { atValue, type Report } from './report.ts'

export function paths(outline: Outline, report: Report): void {
  for (const shaped of outline.members) {
    const { value } = shaped.member
    if (value.kind !== 'string') continue
    const problem = problemOf(shaped, value.value, outline)
    if (problem) report.schema(problem.message, atValue(value), problem.help ? { help: problem.help } : {})
  }
}

interface Problem {
  readonly message: string
  readonly help?: string
}

function problemOf({ field, member }: ShapedMember, text: string, outline: Outline): Problem | undefined {
  const { queries } = outline
  switch (field.kind) {
    case 'path':
    case 'nullable-path': {
      const path = queries.path(text)
      return path instanceof QuerySyntaxError ? invalid('Value must be a valid JSONPath.', path) : undefined
    }
    case 'definite-path': {
      const path = queries.path(text)
      if (path instanceof QuerySyntaxError) return invalid('Value is not a Reference Path', path)
      return path.definite ? undefined : { message: 'Value is not a Reference Path', help: oneValue }
    }
    case 'nullable-reference-path': {
      const path = queries.referencePath(text)
      return path instanceof QuerySyntaxError ? invalid('Value is not a Reference Path', path) : undefined
    }
    case 'text-expression': {
      const expression = queries.textExpression(text, member.key)
      if (!(expression instanceof QuerySyntaxError)) return givesText(expression, member.key)
      return invalid(
        `The value for the field '${member.key}' must be a valid JSONPath or a valid intrinsic function call`,
        expression,
      )
    }
    default:
      return undefined
  }
}

/** The functions whose value can be a text (AWS developer guide, "Fail workflow state"). */
const textFunctions = [
  'Format',
  'JsonToString',
  'ArrayGetItem',
  'Base64Encode',
  'Base64Decode',
  'Hash',
  'UUID',
]

function givesText({ functions }: TextExpression, field: string): Problem | undefined {
  const name = functions?.[0]
  if (name === undefined || textFunctions.includes(name.replace('States.', ''))) return undefined
  return {
    message: `The value for the field '${field}' must be a valid JSONPath or an intrinsic function that returns a string (${textFunctions.join(', ')})`,
    help: `${name} does not give a text.`,
  }
}

const oneValue =
  'A reference path names one value: it has names and indexes only, no *, .., slices or filters.'

function invalid(message: string, error: QuerySyntaxError): Problem {
  return { message, help: error.message }
}
