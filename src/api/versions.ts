/** Versions and aliases of state machines: not offered yet, and said so where a request asks for them. */
import { ValidationException } from './common-errors.ts'

/** Throws ValidationException where a request wants to publish a version. */
export function refuseVersions(wanted: {
  readonly publish?: boolean
  readonly versionDescription?: string
}): void {
  if (wanted.publish)
    throw new ValidationException(
      'Versions of state machines are not offered by this release of Stepwell. Leave out publish, or set it to false.',
    )
  if (wanted.versionDescription !== undefined)
    throw new ValidationException('Version description can only be set when publish is true')
}
