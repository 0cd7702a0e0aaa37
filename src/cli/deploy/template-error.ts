import { UserError } from '../user-error.ts'
import type { Path, Template } from './template.ts'

/** Thrown when a template is wrong at one place, or asks there for what cannot be done; the message begins with the place. */
export class TemplateError extends UserError {}

/** The error for a place of a template: `FILE:LINE POINTER: what was found, what was expected and what to do`. */
export function templateError(template: Template, path: Path, message: string): TemplateError {
  const pointer = path.length === 0 ? '' : ` /${path.join('/')}`
  return new TemplateError(`${template.file}:${template.lineOf(path)}${pointer}: ${message}`)
}
