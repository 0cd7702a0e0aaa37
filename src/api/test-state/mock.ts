/** The mock of a test: which states take one, and what its result has to be (feature map §5.5). */
import { AslError, isArray, isObject, Payload, tryParseJson, type Json } from '#base'
import type { Block, Machine, MapState, ParallelState, State, TaskState } from '#asl'
import type { TestStateRequest } from '#engine'
import { mockResultFault, type FieldValidation } from '#integrations'
import { ApiError } from '../api-error.ts'
import { ValidationException } from '../common-errors.ts'

export interface WantedMock {
  readonly result?: string
  readonly errorOutput?: { readonly error?: string; readonly cause?: string }
  readonly fieldValidationMode?: FieldValidation
}

/** Thrown when a state of this kind cannot be tested without a mock: its work is not done in a moment. */
export class NotTestable extends ApiError {
  constructor(message: string) {
    super('InvalidDefinition', message)
  }
}

/** Throws NotTestable or ValidationException. */
export function checkUnmocked(state: State, hasRole: boolean): void {
  if (state.type === 'Map' || state.type === 'Parallel')
    throw new NotTestable(
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    )
  if (state.type !== 'Task') return
  const { resource, resourceText } = state
  if (
    resource.kind === 'activity' ||
    (resource.kind === 'service' && resource.pattern !== 'request-response')
  )
    throw new NotTestable(
      `TestState API does not support the resource '${resourceText}' when a mock is not specified.`,
    )
  if (!hasRole) throw new ValidationException('RoleArn must be specified when testing a Task state')
}

/** Throws ValidationException. */
export async function readMock(
  mock: WantedMock,
  state: State,
): Promise<NonNullable<TestStateRequest['mock']>> {
  const { type } = state
  if (type !== 'Task' && type !== 'Map' && type !== 'Parallel')
    throw new ValidationException(`State type '${type}' is not supported when a mock is specified`)
  if (mock.result === undefined) {
    const { error, cause } = mock.errorOutput ?? {}
    return { error: new AslError(error, cause) }
  }
  const value = tryParseJson(mock.result)
  if (value === undefined) throw new ValidationException('Mocked result must be valid JSON')
  const fault = type === 'Task' ? await taskFault(state, value, mock) : compositeFault(state, value)
  if (fault !== undefined) throw new ValidationException(fault)
  return { result: Payload.fromText(mock.result, value) }
}

/** Exactly one of the two says what is mocked. Throws ValidationException. */
export function checkMockFields({ result, errorOutput }: WantedMock): void {
  if ((result === undefined) === (errorOutput === undefined))
    throw new ValidationException(
      'A test mock should have only one of the following fields: [result, errorOutput].',
    )
}

async function taskFault(
  { resource }: TaskState,
  value: Json,
  { fieldValidationMode: mode = 'STRICT' }: WantedMock,
): Promise<string | undefined> {
  if (resource.kind !== 'service' || mode === 'NONE') return undefined
  const fault = await mockResultFault(resource, value, mode)
  return fault === undefined ? undefined : `Mock result schema validation error: ${fault}`
}

function compositeFault(state: MapState | ParallelState, value: Json): string | undefined {
  if (state.type === 'Map' && state.distributed?.resultWriter?.resource !== undefined)
    return isObject(value) ? undefined : 'Mocked result must be a JSON object.'
  if (!isArray(value)) return 'Mocked result must be an array.'
  return state.type === 'Parallel' && value.length !== state.branches.length
    ? 'Mocked result must contain the same number of items as number of Parallel branches.'
    : undefined
}

/** The state that the mocked error comes from has to be one within the Map or Parallel state. Throws ValidationException. */
export function checkErrorSource(machine: Machine, state: State, name: string): void {
  if (!isWithin(machine, state, name))
    throw new ValidationException(
      `ErrorCausedByState '${name}' is not a state within the state '${state.name}'`,
    )
}

function isWithin(machine: Machine, state: State, name: string): boolean {
  return blocksOf(state)
    .flatMap(({ stateNames }) => stateNames)
    .some((inner) => inner === name || isWithin(machine, machine.states.get(inner)!, name))
}

function blocksOf(state: State): readonly Block[] {
  if (state.type === 'Parallel') return state.branches
  return state.type === 'Map' ? [state.itemProcessor] : []
}
