/** A RequestBody as `application/x-www-form-urlencoded`, with the four ways in which AWS writes arrays. */
import { isArray, isObject, printJson, type Json, type JsonObject } from '#base'

export const arrayFormats = ['INDICES', 'REPEAT', 'COMMAS', 'BRACKETS'] as const
export type ArrayFormat = (typeof arrayFormats)[number]

/** `{a: {b: [1, 2]}}` is `a[b][0]=1&a[b][1]=2` by INDICES; names and values are percent-encoded. */
export function encodeForm(body: JsonObject, format: ArrayFormat): string {
  return Object.entries(body)
    .flatMap(([name, value]) => pairs(encodeURIComponent(name), value, format))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

type Pair = readonly [name: string, value: string]

function pairs(name: string, value: Json, format: ArrayFormat): readonly Pair[] {
  if (isArray(value)) return arrayPairs(name, value, format)
  if (!isObject(value)) return [[name, encodeURIComponent(textOf(value))]]
  return Object.entries(value).flatMap(([key, one]) =>
    pairs(`${name}[${encodeURIComponent(key)}]`, one, format),
  )
}

function arrayPairs(name: string, values: readonly Json[], format: ArrayFormat): readonly Pair[] {
  switch (format) {
    case 'COMMAS':
      return [[name, values.map((value) => encodeURIComponent(textOf(value))).join(',')]]
    case 'REPEAT':
      return values.flatMap((value) => pairs(name, value, format))
    case 'BRACKETS':
      return values.flatMap((value) => pairs(`${name}[]`, value, format))
    case 'INDICES':
      return values.flatMap((value, i) => pairs(`${name}[${i}]`, value, format))
  }
}

/** Nothing for null, a text as it is, anything else as its JSON. */
export function textOf(value: Json): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : printJson(value)
}
