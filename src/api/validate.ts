/**
 * Reads a request body by its shape: the one interpreter of the schemas.
 *
 * 1. The result holds known members only; unknown ones are ignored and null ones count as absent, as on AWS.
 * 2. A wrong JSON type is a SerializationException at once; all broken constraints together are one
 *    ValidationException, in AWS's words and in the order of the schema.
 */
import {
  isArray,
  isNumber,
  isObject,
  kindOf,
  printJson,
  toNumber,
  utf8Length,
  type Json,
  type Limits,
} from '#base'
import { SerializationException, ValidationException } from './common-errors.ts'
import type {
  FloatShape,
  IntegerShape,
  ListShape,
  MapShape,
  Members,
  Shape,
  StringShape,
  StructureShape,
  ValueOf,
} from './schema.ts'

/** The checked members of a request. Throws SerializationException or ValidationException. */
export function readStructure<S extends StructureShape>(body: Json, shape: S, limits: Limits): ValueOf<S> {
  const reader = new Reader(limits)
  const value = reader.read(body, shape, '')
  reader.finish()
  return value as ValueOf<S>
}

class Reader {
  readonly #limits: Limits
  readonly #failures: string[] = []

  constructor(limits: Limits) {
    this.#limits = limits
  }

  finish(): void {
    const count = this.#failures.length
    if (count === 0) return
    throw new ValidationException(
      `${count} validation error${count === 1 ? '' : 's'} detected: ${this.#failures.join('; ')}`,
    )
  }

  read(value: Json, shape: Shape, path: string): unknown {
    switch (shape.type) {
      case 'string':
        return this.#string(value, shape, path)
      case 'integer':
      case 'float':
        return this.#number(value, shape, path)
      case 'boolean':
        return typeof value === 'boolean' ? value : wrongType(value, 'Boolean', path)
      case 'list':
        return this.#list(value, shape, path)
      case 'map':
        return this.#map(value, shape, path)
      case 'structure':
        return this.#structure(value, shape, path)
    }
  }

  #structure(value: Json, shape: StructureShape, path: string): unknown {
    if (!isObject(value)) return wrongType(value, shape.name, path)
    const result: Record<string, unknown> = {}
    this.#members(value, shape.required, { path, required: true, result })
    this.#members(value, shape.optional, { path, required: false, result })
    return result
  }

  #map(value: Json, { value: shape }: MapShape, path: string): unknown {
    if (!isObject(value)) return wrongType(value, 'Map', path)
    const entries = Object.entries(value).filter(([, found]) => found !== null)
    return Object.fromEntries(entries.map(([key, found]) => [key, this.read(found, shape, `${path}.${key}`)]))
  }

  #members(
    value: Readonly<Record<string, Json>>,
    members: Members,
    into: { path: string; required: boolean; result: Record<string, unknown> },
  ): void {
    for (const key in members) {
      const found = value[key]
      const path = into.path === '' ? key : `${into.path}.${key}`
      if (found !== undefined && found !== null) into.result[key] = this.read(found, members[key]!, path)
      else if (into.required)
        this.#failures.push(`Value null at '${path}' failed to satisfy constraint: Member must not be null`)
    }
  }

  #list(value: Json, shape: ListShape, path: string): unknown {
    if (!isArray(value)) return wrongType(value, 'List', path)
    const items = value.filter((item) => item !== null)
    this.#length(items, shape, path)
    return items.map((item, i) => this.read(item, shape.member, `${path}.${i + 1}.member`))
  }

  #length(items: readonly Json[], { member, minLength, maxLength }: ListShape, path: string): void {
    const shown = () => `[${items.map((item) => shownItem(item, member)).join(', ')}]`
    if (maxLength !== undefined && items.length > maxLength)
      this.#fail(shown(), path, `Member must have length less than or equal to ${maxLength}`)
    if (minLength !== undefined && items.length < minLength)
      this.#fail(shown(), path, `Member must have length greater than or equal to ${minLength}`)
  }

  #number(value: Json, shape: IntegerShape | FloatShape, path: string): number {
    const number = isNumber(value) ? toNumber(value) : Number.NaN
    if (shape.type === 'integer' && !Number.isInteger(number)) return wrongType(value, 'Integer', path)
    if (Number.isNaN(number)) return wrongType(value, 'Float', path)
    if (number > shape.max)
      this.#fail(number, path, `Member must have value less than or equal to ${shape.max}`)
    if (number < shape.min)
      this.#fail(number, path, `Member must have value greater than or equal to ${shape.min}`)
    return number
  }

  #string(value: Json, shape: StringShape, path: string): string {
    if (typeof value !== 'string') return wrongType(value, 'String', path)
    const shown = shape.sensitive ? undefined : value
    const max = shape.bytesMax ? this.#limits[shape.bytesMax] : shape.maxLength
    if (max !== undefined && isLonger(value, max, shape.bytesMax !== undefined))
      this.#fail(shown, path, `Member must have length less than or equal to ${max}`)
    if (shape.minLength !== undefined && value.length < shape.minLength)
      this.#fail(shown, path, `Member must have length greater than or equal to ${shape.minLength}`)
    if (shape.pattern && !shape.pattern.test(value))
      this.#fail(
        shown,
        path,
        `Member must satisfy regular expression pattern: ${shape.patternText ?? patternText(shape.pattern)}`,
      )
    if (shape.values && !shape.values.includes(value))
      this.#fail(shown, path, `Member must satisfy enum value set: [${shape.values.join(', ')}]`)
    return value
  }

  #fail(value: string | number | undefined, path: string, constraint: string): void {
    const shown = value === undefined ? 'Value' : `Value '${value}'`
    this.#failures.push(`${shown} at '${path}' failed to satisfy constraint: ${constraint}`)
  }
}

/** An item as AWS's messages print it: `NAME(member=value, …)`. */
function shownItem(item: Json, shape: Shape): string {
  if (shape.type !== 'structure' || !isObject(item)) return typeof item === 'string' ? item : printJson(item)
  const members = Object.entries({ ...shape.required, ...shape.optional })
    .filter(([key]) => item[key] !== undefined && item[key] !== null)
    .map(([key, member]) => `${key}=${shownItem(item[key]!, member)}`)
  return `${shape.name}(${members.join(', ')})`
}

// Most texts are judged by their number of characters, without counting bytes.
function isLonger(text: string, max: number, inBytes: boolean): boolean {
  if (text.length > max) return true
  return inBytes && text.length * 3 > max && utf8Length(text) > max
}

// The model writes patterns unanchored and means the whole value.
function patternText(pattern: RegExp): string {
  return pattern.source.replace(/^\^|\$$/g, '')
}

const jsonTypeNames = {
  null: 'NULL_VALUE',
  boolean: 'BOOLEAN_VALUE',
  number: 'NUMBER_VALUE',
  string: 'STRING_VALUE',
  array: 'LIST_VALUE',
  object: 'STRUCTURE_VALUE',
} as const

function wrongType(value: Json, expected: string, path: string): never {
  const place = path === '' ? 'the request body' : `'${path}'`
  throw new SerializationException(
    `${jsonTypeNames[kindOf(value)]} cannot be converted to ${expected} at ${place}`,
  )
}
