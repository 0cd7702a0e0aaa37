import { AslError, isArray, isObject, Payload, tryParseJson, type Json, type JsonObject } from '#base'
import type { Machine, State } from '#asl'
import type { TestedState, TestStateRequest } from '#engine'
import { isLineFormat, textItems } from '#integrations'
import type { Call } from '../operation.ts'
import { ValidationException } from '../common-errors.ts'
import { InvalidExecutionInput } from '../errors.ts'
import { jsonFault } from '../json-fault.ts'
import { defineOperation, request, type Response } from '../operation.ts'
import { checkRoleArn } from '../resource-arn.ts'
import type { ValueOf } from '../schema.ts'
import * as shape from '../shapes.ts'
import { readContext } from '../test-state/context.ts'
import { checkErrorSource, checkMockFields, checkUnmocked, readMock } from '../test-state/mock.ts'
import { readTested, unnamedState } from '../test-state/single-state.ts'

const stateName = { ...shape.name, sensitive: true } as const
const count = { type: 'integer', min: 0, max: 2_147_483_647 } as const

const wantedShape = request(
  { definition: shape.definition },
  {
    roleArn: shape.arn,
    input: shape.payload,
    inspectionLevel: { type: 'string', values: ['INFO', 'DEBUG', 'TRACE'] },
    revealSecrets: shape.boolean,
    variables: shape.payload,
    stateName,
    mock: {
      type: 'structure',
      name: 'MockInput',
      required: {},
      optional: {
        result: shape.payload,
        errorOutput: {
          type: 'structure',
          name: 'MockErrorOutput',
          required: {},
          optional: { error: shape.error, cause: shape.cause },
        },
        fieldValidationMode: { type: 'string', values: ['STRICT', 'PRESENT', 'NONE'] },
      },
    },
    context: shape.payload,
    stateConfiguration: {
      type: 'structure',
      name: 'TestStateConfiguration',
      required: {},
      optional: {
        retrierRetryCount: count,
        errorCausedByState: stateName,
        mapIterationFailureCount: count,
        mapItemReaderData: shape.payload,
      },
    },
  },
)

type Wanted = ValueOf<typeof wantedShape>

/**
 * Runs a single state and creates nothing. Clients of AWS's SDKs put `sync-` before the host's name unless they are told
 * not to.
 */
export const testState = defineOperation({
  name: 'TestState',
  access: 'operate',
  request: wantedShape,
  async run(wanted, call) {
    checkMembers(wanted)
    const { variables, machine, state } = readDefinitions(wanted, call)
    const mock = await mockOf(wanted, machine, state)
    const { roleArn, context, stateConfiguration = {} } = wanted
    const { retrierRetryCount, mapIterationFailureCount, mapItemReaderData } = stateConfiguration
    const tested = await call.engine.testState(
      {
        account: call.caller.account,
        region: call.caller.region,
        machine,
        stateName: state.name,
        input: wanted.input ?? '{}',
        variables,
        ...(roleArn !== undefined && { roleArn }),
        ...(context !== undefined && { context: readContext(context, state) }),
        ...(mock && { mock }),
        ...(retrierRetryCount !== undefined && { retryCount: retrierRetryCount }),
        ...(mapIterationFailureCount !== undefined && { failedIterations: mapIterationFailureCount }),
        ...(mapItemReaderData !== undefined && {
          itemReaderData: await readerItems(mapItemReaderData, state),
        }),
        ...(wanted.revealSecrets === true && { revealSecrets: true }),
      },
      call.over ?? call.gone,
    )
    return answer(tested, wanted.inspectionLevel ?? 'INFO')
  },
})

/** What can be said without a look at the definition. */
function checkMembers(wanted: Wanted): void {
  const { roleArn, input, mock } = wanted
  if (roleArn !== undefined) checkRoleArn(roleArn)
  const fault = input === undefined ? undefined : jsonFault(input, 'Invalid execution input.')
  if (fault !== undefined) throw new InvalidExecutionInput(fault)
  if (!mock) return refuseUnmocked(wanted)
  if (wanted.revealSecrets === true)
    throw new ValidationException('TestState does not support RevealSecrets when a mock is specified.')
  checkMockFields(mock)
}

/** Members that mean something beside a mock only. */
function refuseUnmocked({ context, stateConfiguration = {} }: Wanted): void {
  const given = { ...(context !== undefined && { context }), ...stateConfiguration }
  const [name] = Object.keys(given)
  if (name === undefined) return
  const shown = name[0]!.toUpperCase() + name.slice(1)
  throw new ValidationException(`TestState does not support ${shown} when a mock is not specified.`)
}

/**
 * What the reader of a Distributed Map would have read, as it lies in its source: the text of a CSV or JSONL file is taken
 * apart as the reader would do it, unless it is JSON already. Any other has to be JSON.
 */
async function readerItems(text: string, state: State): Promise<Json> {
  const json = tryParseJson(text)
  const config = state.type === 'Map' ? state.distributed?.itemReader?.config : undefined
  if (!config || !isLineFormat(config) || isArray(json)) {
    if (json === undefined) throw new ValidationException('MapItemReaderData must be valid JSON')
    return json
  }
  const items = await textItems(text, config)
  if (!(items instanceof AslError)) return items
  throw new ValidationException(`MapItemReaderData is not valid ${config.inputType}: ${items.cause}`)
}

function readDefinitions(
  wanted: Wanted,
  call: Call,
): {
  readonly variables: ReadonlyMap<string, Payload>
  readonly machine: Machine
  readonly state: State
} {
  const given = readVariables(wanted.variables)
  const names = Object.keys(given)
  const machine = readTested({ ...wanted, variables: names }, call.limits.definitionBytesMax)
  const state = machine.states.get(wanted.stateName ?? unnamedState)
  if (!state) throw new ValidationException('State not found in definition')
  const variables = new Map(names.map((name) => [name, Payload.fromValue(given[name]!)]))
  return { variables, machine, state }
}

function readVariables(text: string | undefined): JsonObject {
  const variables = text === undefined ? {} : tryParseJson(text)
  if (isObject(variables)) return variables
  throw new ValidationException('Variables must be a JSON object')
}

async function mockOf(
  { mock, roleArn, stateConfiguration = {} }: Wanted,
  machine: Machine,
  state: State,
): Promise<TestStateRequest['mock']> {
  if (!mock) {
    checkUnmocked(state, roleArn !== undefined)
    return undefined
  }
  const read = await readMock(mock, state)
  const { errorCausedByState, mapIterationFailureCount: failed = 0 } = stateConfiguration
  if (errorCausedByState !== undefined) checkErrorSource(machine, state, errorCausedByState)
  if ('result' in read && isArray(read.result.value) && failed > read.result.value.length)
    throw new ValidationException(
      'Map iteration failure count must be less than or equal to the number of Map iterations',
    )
  return read
}

function answer({ result, inspected, http }: TestedState, level: 'INFO' | 'DEBUG' | 'TRACE'): Response {
  const { output, ...rest } = result
  const members: [string, unknown][] = Object.entries(inspected)
  const shown = members.map(([name, value]) => [name, value instanceof Payload ? value.text : value] as const)
  return {
    ...rest,
    output: output?.text,
    ...(level !== 'INFO' && {
      inspectionData: { ...Object.fromEntries(shown), ...(level === 'TRACE' && http) },
    }),
  }
}
