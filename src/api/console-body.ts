/** Reads the members of what was sent to a route of the console. Throws ValidationException where one is not as it should be. */
import { isObject, printJson, type Json, type JsonObject } from '#base'
import { ValidationException } from './common-errors.ts'

/** The object that was sent, which has no other members than these. */
export function bodyMembers(body: Json, known: readonly string[]): JsonObject {
  if (!isObject(body)) throw new ValidationException('The request has to be a JSON object.')
  const unknown = Object.keys(body).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new ValidationException(`'${unknown}' is no member of this request; it has ${known.join(', ')}.`)
  return body
}

/** A text; undefined where it is left out. */
export function optionalText(body: JsonObject, name: string): string | undefined {
  const value = body[name]
  if (value === undefined || typeof value === 'string') return value
  throw new ValidationException(`'${name}' has to be a text, and is ${printJson(value)}.`)
}

/** A text that has to be there and not to be empty. */
export function requiredText(body: JsonObject, name: string): string {
  const value = optionalText(body, name)
  if (value) return value
  throw new ValidationException(`'${name}' is missing: a text is needed.`)
}

/** A whole number from 1 on; undefined where it is left out. */
export function optionalCount(body: JsonObject, name: string): number | undefined {
  const value = body[name]
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  throw new ValidationException(`'${name}' has to be a whole number from 1 on, and is ${printJson(value)}.`)
}

/** An object; undefined where it is left out. */
export function optionalObject(body: JsonObject, name: string): JsonObject | undefined {
  const value = body[name]
  if (value === undefined || isObject(value)) return value
  throw new ValidationException(`'${name}' has to be an object, and is ${printJson(value)}.`)
}
