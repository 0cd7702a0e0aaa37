/**
 * The console's API about executions that begin, or go on, at a chosen state: what AWS's API has no operation for.
 *
 * `POST forks`, `POST redrives`, and `GET execution` with what is known of an execution beside AWS's description.
 * Inputs and values of variables are JSON values.
 */
import { printJson, type JsonObject } from '#base'
import {
  executionArnOf,
  executionNameOf,
  type ChosenState,
  type ForkRefused,
  type ForkRequest,
} from '#engine'
import type { ExecutionRecord, Intervention } from '#store'
import { checkAccount } from './access.ts'
import { ValidationException } from './common-errors.ts'
import { bodyMembers, optionalCount, optionalObject, optionalText, requiredText } from './console-body.ts'
import { ConsoleRefusal, type ConsoleCall, type ConsoleRoute } from './console-route.ts'
import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionLimitExceeded,
  ExecutionNotRedrivable,
} from './errors.ts'
import { checkReadableArn } from './resource-arn.ts'
import { checkName } from './resource-name.ts'

const chosen = ['executionArn', 'from', 'input', 'variables']

/** Who did what and what was edited is in the server's log, too. */
export const forkRoutes: readonly ConsoleRoute[] = [
  { method: 'POST', path: 'forks', needs: 'operate', run: fork },
  { method: 'POST', path: 'redrives', needs: 'operate', run: redrive },
  { method: 'GET', path: 'execution', needs: 'read', run: execution },
]

async function fork(call: ConsoleCall): Promise<object> {
  const body = bodyMembers(call.body, [...chosen, 'name', 'definition', 'draft', 'testCase'])
  const { executionArn } = await executionOf(call, requiredText(body, 'executionArn'))
  const name = optionalText(body, 'name')
  if (name !== undefined) checkName(name)
  const testCase = optionalText(body, 'testCase')
  const from = chosenState(call, body)
  if (!from)
    throw new ValidationException("'from' is missing: a state's name, or the id of one of its events.")
  const definition = await definitionOf(call, body)
  const request = {
    executionArn,
    from,
    ...(name !== undefined && { name }),
    ...(testCase !== undefined && { testCase }),
    ...(definition && { definition }),
  }
  const forked = await call.service.engine.forks.fork(request)
  if ('refused' in forked) throw forkRefusal(forked, request)
  const { intervention, startedAt } = forked
  log(call, { action: 'fork', execution: forked.executionArn, ...intervention })
  return { executionArn: forked.executionArn, startedAt, ...shownIntervention(intervention) }
}

async function redrive(call: ConsoleCall): Promise<object> {
  const body = bodyMembers(call.body, [...chosen, 'clientToken'])
  const { executionArn } = await executionOf(call, requiredText(body, 'executionArn'))
  const clientToken = optionalText(body, 'clientToken')
  const from = chosenState(call, body)
  const { engine } = call.service
  const redriven = await engine.redrive({
    executionArn,
    ...(from && { from }),
    ...(clientToken !== undefined && { clientToken }),
  })
  if ('refused' in redriven) {
    if (redriven.refused === 'unknown-execution') throw new ExecutionDoesNotExist(executionArn)
    if (redriven.refused === 'no-such-place') throw noSuchPlace(redriven.reason)
    if (redriven.refused === 'too-many-open') throw new ExecutionLimitExceeded()
    throw new ExecutionNotRedrivable(redriven.reason)
  }
  log(call, { action: 'redrive', execution: executionArn, from: from?.at })
  return { executionArn, redrivenAt: redriven.redrivenAt }
}

async function execution(call: ConsoleCall): Promise<object> {
  const { executionArn, record } = await executionOf(call, call.parameter('arn'))
  const { forks } = call.service.engine
  const interventions = await forks.interventions(record)
  const forkedFrom = interventions.find(({ eventId }) => eventId === 1)
  const { status, startedAt, stoppedAt, redrive: redriven } = record
  const forked = await forks.forksOf(executionArn)
  return {
    execution: { arn: executionArn, name: executionNameOf(record), status, startedAt, stoppedAt },
    redriveCount: redriven?.count ?? 0,
    ...(forkedFrom && { forkedFrom: shownIntervention(forkedFrom).forkedFrom }),
    interventions: interventions.map(({ at, eventId, principal, ...what }) => {
      return { eventId, at, principal, ...shownIntervention(what) }
    }),
    forks: forked.map((each) => ({
      arn: executionArnOf(each),
      name: executionNameOf(each),
      status: each.status,
      startedAt: each.startedAt,
    })),
  }
}

// ------------------------------------------------------------------------------------------------ what was sent

/** The execution of an ARN, where the caller may see it. Throws InvalidArn, AccessDenied or ExecutionDoesNotExist. */
async function executionOf(
  { service, caller }: ConsoleCall,
  arn: string,
): Promise<{ readonly executionArn: string; readonly record: ExecutionRecord }> {
  const executionArn = checkAnyExecutionArn(arn)
  const record = await service.engine.execution(executionArn)
  if (!record) throw new ExecutionDoesNotExist(executionArn)
  const what = { action: 'console:execution', resource: executionArn }
  if (!service.anyAccount) checkAccount(caller, record.account, what)
  return { executionArn, record }
}

/** That of a Standard or of an Express execution. */
function checkAnyExecutionArn(arn: string): string {
  return /^arn:[^:]+:states:[^:]+:\d{12}:express:[^:]+:[^:]+:[^:]+$/.test(arn) ? arn : checkReadableArn(arn)
}

/** `from` is a state's name, `{ state, occurrence }` or `{ eventId }`; undefined where nothing is chosen or edited. */
function chosenState({ caller }: ConsoleCall, body: JsonObject): ChosenState | undefined {
  const { input, from } = body
  const variables = optionalObject(body, 'variables')
  if (from === undefined) {
    if (input === undefined && variables === undefined) return undefined
    throw new ValidationException("'from' is missing: what is edited belongs to the state that it names.")
  }
  return {
    at: placeOf(typeof from === 'string' ? { state: from } : (optionalObject(body, 'from') ?? {})),
    principal: caller.principal,
    ...(input !== undefined && { input: printJson(input) }),
    ...(variables && {
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [name, printJson(value)]),
      ),
    }),
  }
}

function placeOf(from: JsonObject): ChosenState['at'] {
  const eventId = optionalCount(bodyMembers(from, ['state', 'occurrence', 'eventId']), 'eventId')
  if (eventId !== undefined) return { eventId }
  const occurrence = optionalCount(from, 'occurrence')
  return { stateName: requiredText(from, 'state'), ...(occurrence !== undefined && { occurrence }) }
}

/** `definition` is a text, or `"current"`; `draft` the id of one. */
async function definitionOf(
  { service, caller }: ConsoleCall,
  body: JsonObject,
): Promise<ForkRequest['definition']> {
  const id = optionalText(body, 'draft')
  const text = optionalText(body, 'definition')
  if (id === undefined) return text === undefined || text === 'current' ? text : { text }
  if (text !== undefined)
    throw new ValidationException("Either 'definition' or 'draft' says what the fork runs.")
  const draft = await service.engine.drafts.draft(caller, id)
  if (!draft) throw new ConsoleRefusal('DraftDoesNotExist', `There is no draft ${id}.`, { statusCode: 404 })
  return { text: draft.text }
}

// ---------------------------------------------------------------------------------------------- what is answered

function forkRefusal(refused: ForkRefused, { executionArn, name = '' }: ForkRequest): Error {
  switch (refused.refused) {
    case 'unknown-execution':
      return new ExecutionDoesNotExist(executionArn)
    case 'no-such-place':
      return noSuchPlace(refused.reason)
    case 'invalid-definition': {
      const shown = { diagnostics: refused.diagnostics }
      const message = 'The definition is not valid; the diagnostics say where and why.'
      return new ConsoleRefusal('InvalidDefinition', message, { statusCode: 400, shown })
    }
    case 'execution-exists':
      return new ExecutionAlreadyExists(`${executionArn.slice(0, executionArn.lastIndexOf(':'))}:${name}`)
    case 'unknown-test-case':
      return new ValidationException('The mock configuration has no such test case of this state machine.')
    case 'too-many-open':
      return new ExecutionLimitExceeded()
    case 'too-many-executions':
      return new ConsoleRefusal('TooManyExecutions', 'More Express executions wait than there is room for.', {
        statusCode: 503,
      })
    case 'unknown-state-machine':
    case 'state-machine-deleting':
    case 'type-not-supported':
      return new ConsoleRefusal(
        'StateMachineDeleting',
        `The state machine of ${executionArn} is deleted, so nothing can be started on it.`,
        { statusCode: 409 },
      )
  }
}

function noSuchPlace(reason: string): ConsoleRefusal {
  return new ConsoleRefusal('NoSuchState', reason, { statusCode: 409 })
}

function shownIntervention({
  stateName,
  source,
  edited,
}: Pick<Intervention, 'stateName' | 'source' | 'edited'>) {
  return { stateName, forkedFrom: source, edited }
}

function log({ service, caller }: ConsoleCall, what: object): void {
  const { principal, account } = caller
  service.logger.info({ principal, account, ...what }, 'somebody has chosen where an execution goes on')
}
