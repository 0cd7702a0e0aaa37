/** The errors of publishing a version. */
import type { PublishRefused } from '#engine'
import type { ApiError } from './api-error.ts'
import {
  ConflictException,
  ServiceQuotaExceededException,
  StateMachineDeleting,
  StateMachineDoesNotExist,
} from './errors.ts'

export function publishRefusal(refusal: PublishRefused, stateMachineArn: string): ApiError {
  switch (refusal.refused) {
    case 'unknown-state-machine':
      return new StateMachineDoesNotExist(stateMachineArn)
    case 'deleting':
      return new StateMachineDeleting(stateMachineArn)
    case 'other-description':
      return new ConflictException(
        `The current revision of '${stateMachineArn}' is published already, as a version with another description. Leave the description out to get that version, or update the state machine to publish another one.`,
      )
    case 'other-revision':
      return new ConflictException(
        `The current revision of '${stateMachineArn}' has the revision id ${refusal.revisionId}, not the one in the request: the state machine was updated since.`,
      )
    case 'too-many-versions':
      return new ServiceQuotaExceededException(
        `'${stateMachineArn}' has as many versions as a state machine may have. Delete some with DeleteStateMachineVersion.`,
      )
  }
}
