/** The properties of one resource: resolved when they are asked for, and checked with their place in the message. */
import { resolveValue } from './resolve-value.ts'
import type { Stack } from './stack.ts'
import { templateError } from './template-error.ts'
import {
  isList,
  isObject,
  type Path,
  type Resource,
  type TemplateObject,
  type TemplateValue,
} from './template.ts'

export class Properties {
  readonly #resource: Resource
  readonly #stack: Stack

  constructor(resource: Resource, stack: Stack) {
    this.#resource = resource
    this.#stack = stack
  }

  /** Undefined where there is none, or it is AWS::NoValue. Throws TemplateError as the others do. */
  value(name: string): TemplateValue | undefined {
    const raw = this.#resource.properties[name]
    return raw === undefined ? undefined : resolveValue(raw, this.#path(name), this.#stack.scope)
  }

  text(name: string): string | undefined {
    const value = this.value(name)
    if (value === undefined || value === null) return undefined
    return typeof value === 'object'
      ? this.fail(name, `found ${shown(value)}; expected a text.`)
      : String(value)
  }

  /** A text that has to be there. */
  required(name: string): string {
    return this.text(name) ?? this.fail(name, `${name} is missing.`)
  }

  object(name: string): TemplateObject | undefined {
    const value = this.value(name)
    if (value === undefined || isObject(value)) return value
    return this.fail(name, `found ${shown(value)}; expected an object.`)
  }

  list(name: string): readonly TemplateValue[] {
    const value = this.value(name) ?? []
    return isList(value) ? value : this.fail(name, `found ${shown(value)}; expected a list.`)
  }

  /** The resource's tags and those of its stack. */
  tags(): Readonly<Record<string, string>> {
    const own = this.list('Tags').map((tag) => (isObject(tag) ? tag : {}))
    return {
      ...this.#stack.source.tags,
      ...Object.fromEntries(own.map(({ Key, Value }) => [String(Key), String(Value ?? '')])),
    }
  }

  fail(name: string, message: string): never {
    throw templateError(this.#stack.scope.template, this.#path(name), message)
  }

  #path(name: string): Path {
    return ['Resources', this.#resource.id, 'Properties', name]
  }
}

function shown(value: TemplateValue): string {
  return JSON.stringify(value).slice(0, 80)
}
