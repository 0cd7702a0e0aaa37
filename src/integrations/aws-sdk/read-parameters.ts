/**
 * The parameters of a task as the SDK's client takes them, by the model of the operation: names, bytes, dates and numbers.
 *
 * A member that the model lacks or that cannot hold what is given is a problem, as with AWS. What is no text where the
 * model wants one is sent as its JSON; what becomes the body of a request is sent as its JSON always, a text in quotes
 * (recorded: putObject with a Body of `false` and of "text data"). Null is as if it were not there (recorded: putItem with
 * an Item of null).
 */
import { createHash } from 'node:crypto'
import type { NormalizedSchema } from '@smithy/core/schema'
import { isArray, isNumber, isObject, printJson, toNumber, type Json, type JsonObject } from '#base'
import type { IntegrationStyle } from './integration-style.ts'

export interface ReadOptions {
  readonly style: IntegrationStyle
  /** From which the token of a call is made that is to happen once (invariant 10). */
  readonly idempotencyKey: string
}

export interface ReadParameters {
  readonly input: Readonly<Record<string, unknown>>
  /** In AWS's words; empty where the parameters can be used. */
  readonly problems: readonly string[]
}

/** Reads the parameters of a call by the schema of the operation's input. */
export function readParameters(
  parameters: JsonObject,
  schema: NormalizedSchema,
  options: ReadOptions,
): ReadParameters {
  const reader = new ParameterReader(options.style)
  const input = schema.isStructSchema() ? reader.structure(parameters, schema) : reader.nothing(parameters)
  if (!schema.isStructSchema()) return { input, problems: reader.problems }
  for (const [name, member] of schema.structIterator()) {
    if (member.isIdempotencyToken()) input[name] ??= tokenFrom(options.idempotencyKey)
    // As the SDK for Java says of a body that is a text.
    if (name === 'ContentType' && reader.streams) input[name] ??= 'text/plain; charset=UTF-8'
  }
  return { input, problems: reader.problems }
}

class ParameterReader {
  readonly problems: string[] = []
  /** Whether a member is sent as the body of the request. */
  streams = false
  readonly #style: IntegrationStyle

  constructor(style: IntegrationStyle) {
    this.#style = style
  }

  structure(given: JsonObject, schema: NormalizedSchema): Record<string, unknown> {
    const members = new Map<string, readonly [string, NormalizedSchema]>()
    for (const member of schema.structIterator()) {
      for (const name of this.#style.names(member[0])) members.set(name, member)
    }
    const input: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(given)) {
      const member = members.get(name)
      if (!member) this.problems.push(`The field '${name}' is not supported by Step Functions`)
      else if (value !== null) input[member[0]] = this.#value(value, member[1], name)
    }
    return input
  }

  /** An operation without members takes none. */
  nothing(given: JsonObject): Record<string, unknown> {
    for (const name of Object.keys(given)) {
      this.problems.push(`The field '${name}' is not supported by Step Functions`)
    }
    return {}
  }

  #value(value: Json, schema: NormalizedSchema, name: string): unknown {
    if (schema.isDocumentSchema()) return plain(value)
    if (schema.isStructSchema()) return isObject(value) ? this.structure(value, schema) : this.#misfit(name)
    if (schema.isListSchema()) return isArray(value) ? this.#list(value, schema, name) : this.#misfit(name)
    if (schema.isMapSchema()) return isObject(value) ? this.#map(value, schema) : this.#misfit(name)
    return this.#simple(value, schema) ?? this.#misfit(name)
  }

  #list(values: readonly Json[], schema: NormalizedSchema, name: string): readonly unknown[] {
    const of = schema.getValueSchema()
    return values.map((value) => (value === null ? null : this.#value(value, of, name)))
  }

  #map(values: JsonObject, schema: NormalizedSchema): object {
    const of = schema.getValueSchema()
    const read = Object.entries(values).map(([key, value]): [string, unknown] => [
      key,
      value === null ? null : this.#value(value, of, key),
    ])
    return Object.fromEntries(read)
  }

  /** Undefined where the value does not fit. */
  #simple(value: Json, schema: NormalizedSchema): unknown {
    if (schema.isStreaming()) return this.#stream(value)
    if (schema.isBlobSchema())
      return Buffer.from(asText(value), this.#style.blobs === 'text' ? 'utf8' : 'base64')
    if (schema.isTimestampSchema()) return readDate(value)
    if (schema.isBooleanSchema()) return typeof value === 'boolean' ? value : undefined
    if (schema.isBigIntegerSchema()) return readBigInteger(value)
    if (schema.isNumericSchema() || schema.isBigDecimalSchema()) return readNumber(value)
    return asText(value)
  }

  #stream(value: Json): Buffer {
    this.streams = true
    return Buffer.from(printJson(value), 'utf8')
  }

  #misfit(name: string): undefined {
    this.problems.push(`The value of the field '${name}' has an invalid format`)
    return undefined
  }
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : printJson(value)
}

/** An ISO 8601 text, or seconds since 1970. */
function readDate(value: Json): Date | undefined {
  const date = isNumber(value)
    ? new Date(toNumber(value) * 1000)
    : typeof value === 'string'
      ? new Date(value)
      : undefined
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date
}

function readNumber(value: Json): number | undefined {
  if (isNumber(value)) return toNumber(value)
  // Jackson, which reads them at AWS, takes a number in quotes.
  return typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : undefined
}

function readBigInteger(value: Json): bigint | undefined {
  const text = asText(value)
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined
}

/** A value as ordinary JavaScript: numbers that we carry as their text become numbers. */
function plain(value: Json): unknown {
  if (isNumber(value)) return toNumber(value)
  if (isArray(value)) return value.map(plain)
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
  return value
}

/** A UUID that is the same for the same key. */
function tokenFrom(key: string): string {
  const digest = createHash('sha256').update(key).digest('hex')
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}
