/**
 * What a rule's target gets of an event: all of it, a part, a constant, or a text that a template makes of it.
 *
 * In a template `<name>` stands for the value of a path of `InputPathsMap`, or for one of the `aws.events.…` names. Within
 * quotes it is inserted as text, elsewhere as JSON. A path that finds nothing gives an empty text, or null.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
import { defaultLimits, isObject, printJson, type Json } from '#base'
import { compilePath, PathMiss, QuerySyntaxError } from '#query'

/** As PutTargets has them; one of them at most. */
export interface InputSettings {
  readonly Input?: string
  readonly InputPath?: string
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>
    readonly InputTemplate: string
  }
}

/** An event on its way to a target. */
export interface TargetEvent {
  /** As it was written. */
  readonly text: string
  readonly event: Json
  readonly ruleArn: string
  readonly ruleName: string
  readonly ingestionTime: string
}

export type TargetInput = (of: TargetEvent) => string

/** Thrown for settings that make no input; the message says which and why. */
export class InvalidTargetInput extends Error {
  override readonly name = 'InvalidTargetInput'
}

/** Throws `InvalidTargetInput`. */
export function compileTargetInput(settings: InputSettings): TargetInput {
  const { Input: constant, InputPath: path, InputTransformer: transformer } = settings
  if ([constant, path, transformer].filter((given) => given !== undefined).length > 1)
    throw new InvalidTargetInput('Only one of Input, InputPath, or InputTransformer must be provided')
  if (constant !== undefined) return () => constant
  if (transformer) return compileTransformer(transformer)
  if (path === undefined || path === '$') return ({ text }) => text
  const read = compileEventPath(path)
  return ({ event }) => printJson(read(event) ?? null)
}

type Transformer = NonNullable<InputSettings['InputTransformer']>
type Value = (of: TargetEvent) => Json | undefined

const reserved: Readonly<Record<string, Value>> = {
  'aws.events.rule-arn': ({ ruleArn }) => ruleArn,
  'aws.events.rule-name': ({ ruleName }) => ruleName,
  'aws.events.event.ingestion-time': ({ ingestionTime }) => ingestionTime,
  'aws.events.event': ({ event }) => withoutDetail(event),
  'aws.events.event.json': ({ event }) => event,
}

/** AWS's quota. */
const pathsMax = 100

function compileTransformer({
  InputPathsMap: paths = {},
  InputTemplate: template,
}: Transformer): TargetInput {
  const names = Object.keys(paths)
  if (names.length > pathsMax)
    throw new InvalidTargetInput(`InputPathsMap has ${names.length} paths; ${pathsMax} are allowed`)
  const values = new Map<string, Value>(Object.entries(reserved))
  for (const name of names) {
    if (/^aws\./i.test(name))
      throw new InvalidTargetInput(`InputPathsMap.${name}: names that begin with AWS. are reserved`)
    const read = compileEventPath(paths[name]!)
    values.set(name, ({ event }) => read(event))
  }
  const parts = splitTemplate(template, values)
  return (of) => parts.map((part) => (typeof part === 'string' ? part : part(of))).join('')
}

type Part = string | ((of: TargetEvent) => string)

/** The template as texts and values between them. */
function splitTemplate(template: string, values: ReadonlyMap<string, Value>): readonly Part[] {
  const parts: Part[] = []
  const names = /<([\w.-]+)>/g
  let end = 0
  let inQuotes = false
  for (const found of template.matchAll(names)) {
    const before = template.slice(end, found.index)
    inQuotes = quotesAfter(before, inQuotes)
    end = found.index + found[0].length
    const value = values.get(found[1]!)
    if (!value)
      throw new InvalidTargetInput(
        `InputTemplate names <${found[1]}>, which is neither in InputPathsMap nor one of ${Object.keys(reserved).join(', ')}`,
      )
    parts.push(before, inQuotes ? (of) => asQuotedText(value(of)) : (of) => printJson(value(of) ?? null))
  }
  return [...parts, template.slice(end)]
}

/** Whether a place behind the text is within quotes. */
function quotesAfter(text: string, before: boolean): boolean {
  let inQuotes = before
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') inQuotes = !inQuotes
  }
  return inQuotes
}

function asQuotedText(value: Json | undefined): string {
  if (value === undefined) return ''
  const text = typeof value === 'string' ? value : printJson(value)
  return JSON.stringify(text).slice(1, -1)
}

function withoutDetail(event: Json): Json {
  if (!isObject(event)) return event
  const { detail: _left, ...envelope } = event
  return envelope
}

function compileEventPath(text: string): (event: Json) => Json | undefined {
  const path = compilePath(text)
  if (path instanceof QuerySyntaxError)
    throw new InvalidTargetInput(`the path ${text} is no JSONPath: ${path.message}`)
  if (path.root !== 'input') throw new InvalidTargetInput(`the path ${text} has to begin with "$."`)
  return (event) => {
    const found = path.read({ input: event, context: () => null, random: noRandom, limits: defaultLimits })
    return found instanceof PathMiss ? undefined : found
  }
}

function noRandom(): never {
  throw new Error('a path of an event has no random parts')
}
