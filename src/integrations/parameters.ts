/**
 * The parameters of an optimized integration are strict: a field that the action lacks, a missing one or one of another
 * type fails the execution with `States.Runtime` before anything is sent.
 */
import { AslError, isNumber, isObject, kindOf, printJson, type Json, type JsonObject } from '#base'

export type FieldKind = 'string' | 'number' | 'object' | 'any'

/** The fields of an action: what each holds. A required one is named in `required`. */
export interface ParameterShape {
  readonly fields: Readonly<Record<string, FieldKind>>
  readonly required: readonly string[]
}

/** The parameters as an object of that shape, or the error that AWS gives. */
export function checkParameters(parameters: Json, shape: ParameterShape): JsonObject | AslError {
  if (!isObject(parameters))
    return refused(parameters, ["The value of the field 'Parameters' has an invalid format"])
  const problems = [
    ...Object.keys(parameters)
      .filter((name) => !Object.hasOwn(shape.fields, name))
      .map((name) => `The field '${name}' is not supported by Step Functions`),
    ...shape.required
      .filter((name) => !Object.hasOwn(parameters, name))
      .map((name) => `The required field '${name}' is missing`),
    ...Object.entries(parameters)
      .filter(([name, value]) => Object.hasOwn(shape.fields, name) && !fits(value, shape.fields[name]!))
      .map(([name]) => `The value of the field '${name}' has an invalid format`),
  ]
  return problems.length === 0 ? parameters : refused(parameters, problems)
}

/** What AWS says of parameters that no call can be made of. */
export function refused(parameters: Json, problems: readonly string[]): AslError {
  return new AslError(
    'States.Runtime',
    `The Parameters '${printJson(parameters)}' could not be used to start the Task: [${problems.join(', ')}]`,
  )
}

function fits(value: Json, kind: FieldKind): boolean {
  switch (kind) {
    case 'any':
      return true
    case 'string':
      return typeof value === 'string'
    case 'number':
      return isNumber(value)
    case 'object':
      return kindOf(value) === 'object'
  }
}

/** A text member that may be given as any JSON value: what is no text is sent as its JSON. */
export function asText(value: Json): string {
  return typeof value === 'string' ? value : printJson(value)
}
