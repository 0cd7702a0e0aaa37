/** How CreateStateMachine and UpdateStateMachine ask for a version. */
import { ValidationException } from './common-errors.ts'

/** Throws ValidationException where there is a description of a version that is not asked for. */
export function readPublish(wanted: { readonly publish?: boolean; readonly versionDescription?: string }): {
  readonly publish?: { readonly description?: string }
} {
  const { publish = false, versionDescription: description } = wanted
  if (publish) return { publish: description === undefined ? {} : { description } }
  if (description === undefined) return {}
  throw new ValidationException('Version description can only be set when publish is true')
}
