/**
 * Checks answers of the API against AWS's own model, which the SDK carries: no member that the model lacks, none missing
 * that it requires, each of its type. The clients of tests check every answer, so each scenario is a test of the contract.
 */
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import * as model from '@aws-sdk/client-sfn'

/** As the SDK has them: a number, a shape, or a function that gives one. */
export type Schema = unknown
export type Shape = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: unknown,
  ...rest: readonly unknown[],
]

const schemas = model as unknown as Readonly<Record<string, Shape | undefined>>
const prefix = 'AWSStepFunctions.'

export const kinds = { simple: 0, list: 1, map: 2, structure: 3 }
/** A list, or a map, of what the rest of the number says. */
export const listOf = 64
const mapOf = 128
const typeNames: Readonly<Record<number, string>> = { 0: 'string', 1: 'number', 2: 'boolean', 4: 'number' }

/** The operations of the model. */
export const operations: readonly string[] = Object.entries(schemas).flatMap(([name, schema]) =>
  Array.isArray(schema) && schema[0] === 9 ? [name.replace('$', '')] : [],
)

/** Makes the client throw where an answer is not as the model has it. */
export function checkAnswers<T extends model.SFNClient>(client: T): T {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { headers } = args.request as { readonly headers: Readonly<Record<string, string>> }
      const response = result.response as { statusCode: number; body: Readable }
      const text = await buffer(response.body)
      response.body = Readable.from([text])
      const operation = (headers['x-amz-target'] ?? '').slice(prefix.length)
      if (response.statusCode === 200 && operation !== '') {
        const found = differences(operation, JSON.parse(text.toString()))
        if (found.length > 0)
          throw new Error(`the answer of ${operation} is not as in AWS's model:\n${found.join('\n')}`)
      }
      return result
    },
    { step: 'deserialize', priority: 'low' },
  )
  return client
}

/** What of an answer is not as the model has it, with its place; empty where all is well. */
export function differences(operation: string, answer: unknown): readonly string[] {
  const shape = schemas[`${operation}$`]
  return shape ? check(shape[5], answer, '$') : [`${operation} is no operation of the model`]
}

/** What an operation takes. */
export function inputShape(operation: string): Schema {
  return schemas[`${operation}$`]![4]
}

/** The members of a structure with their types; those that are required come first. */
export function membersOf(
  shape: Shape,
): readonly (readonly [name: string, schema: Schema, required: boolean])[] {
  const [members, types, requiredCount = 0] = shape.slice(4) as [
    readonly string[],
    readonly Schema[],
    number?,
  ]
  return members.map((member, i) => [member, types[i], i < requiredCount] as const)
}

function check(schema: Schema, value: unknown, at: string): readonly string[] {
  const shape = resolved(schema)
  if (typeof shape === 'number') return checkNumber(shape, value, at)
  const [kind, , name] = shape
  if (kind === kinds.simple) return check(shape[4], value, at)
  if (kind === kinds.list) return checkList(shape[4], value, at)
  if (kind === kinds.map) return checkMap(shape[5], value, at)
  return kind === kinds.structure
    ? checkStructure(shape, value, at)
    : [`${at}: ${name} is of a kind that is not known`]
}

export function resolved(schema: Schema): number | Shape {
  if (typeof schema === 'function') return resolved((schema as () => Schema)())
  // With traits of its own: the schema comes first.
  if (Array.isArray(schema) && schema.length === 2) return resolved(schema[0])
  return schema as number | Shape
}

function checkNumber(type: number, value: unknown, at: string): readonly string[] {
  if ((type & mapOf) !== 0) return checkMap(type - mapOf, value, at)
  if ((type & listOf) !== 0) return checkList(type - listOf, value, at)
  const expected = typeNames[type]
  if (expected === undefined) return [`${at}: the type ${type} is not known`]
  return typeof value === expected ? [] : [`${at} is ${JSON.stringify(value)}, expected a ${expected}`]
}

function checkList(item: Schema, value: unknown, at: string): readonly string[] {
  if (!Array.isArray(value)) return [`${at} is ${JSON.stringify(value)}, expected a list`]
  return value.flatMap((inner, i) => check(item, inner, `${at}[${i}]`))
}

/** The keys are texts, as all of JSON's. */
function checkMap(item: Schema, value: unknown, at: string): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${at} is ${JSON.stringify(value)}, expected a map`]
  return Object.entries(value).flatMap(([key, inner]) => check(item, inner, `${at}.${key}`))
}

function checkStructure(shape: Shape, value: unknown, at: string): readonly string[] {
  const [, , name] = shape
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${at} is ${JSON.stringify(value)}, expected a ${name}`]
  const members = membersOf(shape)
  const missing = members.flatMap(([member, , required]) =>
    required && !Object.hasOwn(value, member) ? [`${at}.${member} is missing, which ${name} requires`] : [],
  )
  const types = new Map(members.map(([member, type]) => [member, type]))
  const inner = Object.entries(value).flatMap(([member, of]) =>
    types.has(member)
      ? check(types.get(member), of, `${at}.${member}`)
      : [`${at}.${member} is no member of ${name}`],
  )
  return [...missing, ...inner]
}
