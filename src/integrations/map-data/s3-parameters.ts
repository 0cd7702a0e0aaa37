/** The evaluated Parameters or Arguments of an ItemReader or a ResultWriter. */
import { isObject, kindOf, member, type Json } from '#base'
import { MapDataFailure } from './failure.ts'

/** The text member of that name. `field` is the state's field, for the message. */
export function textParameter(field: string, parameters: Json, name: string): string {
  const text = optionalText(field, parameters, name)
  if (text === undefined || text === '')
    throw new MapDataFailure(`The ${field} has no ${name}: give it in its Parameters or Arguments`)
  return text
}

export function optionalText(field: string, parameters: Json, name: string): string | undefined {
  const value = isObject(parameters) ? member(parameters, name) : undefined
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw new MapDataFailure(
    `The ${field}'s ${name} has to be a string, but it is of the type ${kindOf(value)}`,
  )
}

/** `{ExpectedBucketOwner}` where it is given, to be spread into a request. */
export function expectedOwner(field: string, parameters: Json): { readonly ExpectedBucketOwner?: string } {
  const owner = optionalText(field, parameters, 'ExpectedBucketOwner')
  return owner === undefined ? {} : { ExpectedBucketOwner: owner }
}
