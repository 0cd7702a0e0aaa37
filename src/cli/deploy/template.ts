/** What a template is once it has been read: plain values, each with the line on which it stands. */

export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | readonly TemplateValue[]
  | { readonly [name: string]: TemplateValue }

export type TemplateObject = { readonly [name: string]: TemplateValue }

/** The way to a value from the document's root. */
export type Path = readonly (string | number)[]

export interface Template {
  /** As messages name it: relative to the working directory where that is shorter. */
  readonly file: string
  /** The folder that paths in the template are relative to; absolute. */
  readonly folder: string
  readonly document: TemplateObject
  /** The line, from 1, of the value at a path or of the nearest value around it. */
  lineOf(path: Path): number
}

/** One resource as the template has it. */
export interface Resource {
  readonly id: string
  readonly type: string
  readonly properties: TemplateObject
  readonly dependsOn: readonly string[]
  readonly condition: string | undefined
  readonly metadata: TemplateObject
}

export function isObject(value: TemplateValue | undefined): value is TemplateObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: TemplateValue | undefined): value is readonly TemplateValue[] {
  return Array.isArray(value)
}

/** A member that is an object; an empty one where there is none. */
export function objectAt(value: TemplateObject, name: string): TemplateObject {
  const member = value[name]
  return isObject(member) ? member : {}
}

/** A member that is a text; undefined where it is none. */
export function textAt(value: TemplateObject, name: string): string | undefined {
  const member = value[name]
  return typeof member === 'string' ? member : undefined
}
