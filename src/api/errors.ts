/** The errors of AWS's model, one class each, with AWS's texts where they are known. */
import { ApiError } from './api-error.ts'

/** Thrown when an activity of that name exists with another encryption configuration. */
export class ActivityAlreadyExists extends ApiError {
  constructor(activityArn: string) {
    super('ActivityAlreadyExists', `Activity Already Exists: '${activityArn}'`)
  }
}

/** Thrown when no activity has that ARN. */
export class ActivityDoesNotExist extends ApiError {
  constructor(activityArn: string) {
    super('ActivityDoesNotExist', `Activity Does Not Exist: '${activityArn}'`)
  }
}

/** Thrown when an account and region has as many activities as it may have. */
export class ActivityLimitExceeded extends ApiError {
  constructor() {
    super(
      'ActivityLimitExceeded',
      'The maximum number of activities has been reached: delete some that are there.',
    )
  }
}

/** Thrown when as many workers wait for tasks of an activity as may. */
export class ActivityWorkerLimitExceeded extends ApiError {
  constructor() {
    super(
      'ActivityWorkerLimitExceeded',
      'The maximum number of workers that wait for tasks of the activity has been reached.',
    )
  }
}

/** Thrown when a change does not fit what is there: a version that an alias needs, another alias, another revision. */
export class ConflictException extends ApiError {
  constructor(message: string) {
    super('ConflictException', message)
  }
}

/** Thrown when an execution of that name exists with another input, or has closed. */
export class ExecutionAlreadyExists extends ApiError {
  constructor(executionArn: string) {
    super('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`)
  }
}

/** Thrown when no execution has that ARN. */
export class ExecutionDoesNotExist extends ApiError {
  constructor(executionArn: string) {
    super('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`)
  }
}

/** Thrown when as many executions run as may. */
export class ExecutionLimitExceeded extends ApiError {
  constructor() {
    super(
      'ExecutionLimitExceeded',
      'The maximum number of running executions has been reached: one has to end before another begins.',
    )
  }
}

/** Thrown when an execution cannot be redriven; the reason is that of DescribeExecution. */
export class ExecutionNotRedrivable extends ApiError {
  constructor(reason: string) {
    super('ExecutionNotRedrivable', `Execution Not Redrivable: '${reason}'`)
  }
}

/** Thrown when an ARN is malformed, or names a resource of a kind that the operation does not take. */
export class InvalidArn extends ApiError {
  constructor(reason: string) {
    super('InvalidArn', `Invalid Arn: '${reason}'`)
  }
}

/** Thrown when `roleArn` is not the ARN of a role. */
export class InvalidRoleArn extends ApiError {
  constructor(roleArn: string) {
    super('InvalidArn', `Invalid Role Arn: '${roleArn}'`)
  }
}

/** Thrown when a definition is not a valid state machine; the findings are AWS's one-line texts, joined. */
export class InvalidDefinition extends ApiError {
  constructor(findings: string) {
    super('InvalidDefinition', `Invalid State Machine Definition: '${findings}'`)
  }
}

/** Thrown when the encryption type and its key do not fit together. */
export class InvalidEncryptionConfiguration extends ApiError {
  constructor(reason: string) {
    super('InvalidEncryptionConfiguration', `Invalid Encryption Configuration: ${reason}`)
  }
}

/** Thrown when an execution's input is not JSON. */
export class InvalidExecutionInput extends ApiError {
  constructor(reason: string) {
    super('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`)
  }
}

/** Thrown when logging is on without exactly one log group that can be found. */
export class InvalidLoggingConfiguration extends ApiError {
  constructor(reason: string) {
    super('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${reason}`)
  }
}

/** Thrown when a name has a character that names may not have. */
export class InvalidName extends ApiError {
  constructor(name: string) {
    super('InvalidName', `Invalid Name: '${name}'`)
  }
}

/** Thrown when the output of a task is not JSON. */
export class InvalidOutput extends ApiError {
  constructor(reason: string) {
    super('InvalidOutput', `Invalid Output: '${reason}'`)
  }
}

/** Thrown when a page token or task token was not made by this server, has expired or came with other arguments. */
export class InvalidToken extends ApiError {
  constructor() {
    super('InvalidToken', "Invalid Token: 'Invalid token'")
  }
}

/** Thrown when the server's keys do not have the key that `kmsKeyId` names. */
export class KmsAccessDeniedException extends ApiError {
  constructor(kmsKeyId: string) {
    super(
      'KmsAccessDeniedException',
      'Either your KMS key policy or API caller does not have the required permissions. ' +
        `(No key of this server's --encryption-keys has the KMS name '${kmsKeyId}'.)`,
    )
  }
}

/** Thrown when UpdateStateMachine has nothing to update. */
export class MissingRequiredParameter extends ApiError {
  constructor(message: string) {
    super('MissingRequiredParameter', message)
  }
}

/** Thrown when the target of a tag, or a map run, is not there. */
export class ResourceNotFound extends ApiError {
  constructor(resourceArn: string, message = `Resource not found: '${resourceArn}'`) {
    super('ResourceNotFound', message, { members: { resourceName: resourceArn } })
  }
}

/** Thrown when an alias, or a version that a request leads it to, is not there. */
export class ReferencedResourceNotFound extends ResourceNotFound {
  constructor(resourceArn: string) {
    super(resourceArn, 'Request references a resource that does not exist.')
  }
}

/** Thrown when a state machine has as many versions or aliases as it may have. */
export class ServiceQuotaExceededException extends ApiError {
  constructor(message: string) {
    super('ServiceQuotaExceededException', message)
  }
}

/** Thrown when a state machine of that name exists with another definition, type or configuration. */
export class StateMachineAlreadyExists extends ApiError {
  constructor(stateMachineArn: string) {
    super('StateMachineAlreadyExists', `State Machine Already Exists: '${stateMachineArn}'`)
  }
}

/** Thrown when a state machine that is being deleted is started or changed. */
export class StateMachineDeleting extends ApiError {
  constructor(stateMachineArn: string) {
    super('StateMachineDeleting', `State Machine is being deleted: '${stateMachineArn}'`)
  }
}

/** Thrown when no state machine has that ARN. */
export class StateMachineDoesNotExist extends ApiError {
  constructor(stateMachineArn: string) {
    super('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`)
  }
}

/** Thrown when an account and region has as many state machines as it may have. */
export class StateMachineLimitExceeded extends ApiError {
  constructor() {
    super(
      'StateMachineLimitExceeded',
      'The maximum number of state machines has been reached: delete some that are there.',
    )
  }
}

/** Thrown when the operation does not take state machines of that type. */
export class StateMachineTypeNotSupported extends ApiError {
  constructor(message = 'This operation is not supported by this type of state machine') {
    super('StateMachineTypeNotSupported', message)
  }
}

/** Thrown when a token's task has closed or its execution is gone. */
export class TaskDoesNotExist extends ApiError {
  constructor() {
    super('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'")
  }
}

/** Thrown when a token's task has timed out or was completed before. */
export class TaskTimedOut extends ApiError {
  constructor() {
    super('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")
  }
}

/** Thrown when a resource would have more than 50 tags. */
export class TooManyTags extends ApiError {
  constructor(resourceArn: string, tagsMax: number) {
    super('TooManyTags', `Too many tags: '${resourceArn}' may have ${tagsMax}`, {
      members: { resourceName: resourceArn },
    })
  }
}
