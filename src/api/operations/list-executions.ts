import {
  executionArnOf,
  executionNameOf,
  parentMapRunArnOf,
  stateMachineAliasArnOf,
  stateMachineArnOf,
  stateMachineVersionArnOf,
  type ListedExecution,
} from '#engine'
import type { StartedBy } from '#store'
import { ValidationException } from '../common-errors.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { StateMachineTypeNotSupported } from '../errors.ts'
import { findMapRun, findQualified, type QualifiedMachine } from '../find-resource.ts'
import { defineOperation, request, type Call, type Response } from '../operation.ts'
import { readPage } from '../paging.ts'
import type { ValueOf } from '../schema.ts'
import * as shape from '../shapes.ts'

const shapeOfRequest = request(
  {},
  {
    stateMachineArn: shape.arn,
    statusFilter: shape.executionStatus,
    maxResults: shape.pageSize,
    nextToken: { ...shape.pageToken, maxLength: 3096 },
    mapRunArn: shape.longArn,
    redriveFilter: { type: 'string', values: ['REDRIVEN', 'NOT_REDRIVEN'] },
  },
)

/** The executions of a state machine, of one of its versions or aliases, or the children of a Map Run; newest first. */
export const listExecutions = defineOperation({
  name: 'ListExecutions',
  access: 'read',
  resource: ['stateMachineArn', 'mapRunArn'],
  request: shapeOfRequest,
  async run(wanted, call) {
    const { source, status } = await readFilters(wanted, call)
    const { redriveFilter } = wanted
    const filter = { ...(status && { status }), ...(redriveFilter && { redriveFilter }) }
    const { of, kind } =
      'mapRun' in source ? { of: source.mapRun, kind: 'mapRun' } : { of: source.machine, kind: '' }
    const { account, region } = of
    const startedBy = 'startedBy' in source ? source.startedBy : undefined
    const { items, nextToken } = await readPage(call, wanted, {
      scope: ['ListExecutions', { account, region }, `${kind}${of.id}`, status, redriveFilter, startedBy],
      load: (before: number | undefined, limit) =>
        call.engine.executions({ ...source, limit, ...filter, ...(before === undefined ? {} : { before }) }),
      positionOf: (execution) => execution.id,
    })
    return { executions: items.map(toItem), nextToken }
  },
})

async function readFilters(wanted: ValueOf<typeof shapeOfRequest>, call: Call) {
  const { stateMachineArn: arn, mapRunArn, statusFilter: status } = wanted
  if ((arn === undefined) === (mapRunArn === undefined))
    throw new ValidationException('Exactly one of stateMachineArn and mapRunArn must be specified')
  if (arn === undefined) return { source: { mapRun: (await findMapRun(mapRunArn!, call)).record }, status }
  if (status === 'PENDING_REDRIVE')
    throw new ValidationException('The status filter PENDING_REDRIVE can only be used with mapRunArn')
  const found = await findQualified(arn, call)
  const { machine } = found
  if (machine.type === 'EXPRESS') throw new StateMachineTypeNotSupported()
  return { source: { machine, ...startedByOf(found) }, status }
}

function startedByOf({ version, alias }: QualifiedMachine): { readonly startedBy?: StartedBy } {
  if (version) return { startedBy: { version: version.number } }
  return alias ? { startedBy: { alias: alias.name } } : {}
}

function toItem(execution: ListedExecution): Response {
  return {
    executionArn: executionArnOf(execution),
    stateMachineArn: stateMachineArnOf(execution),
    name: executionNameOf(execution),
    status: execution.status,
    startDate: epochSeconds(execution.startedAt),
    stopDate: epochSeconds(execution.stoppedAt),
    mapRunArn: parentMapRunArnOf(execution),
    itemCount: execution.mapRun?.itemCount,
    stateMachineVersionArn: stateMachineVersionArnOf(execution),
    stateMachineAliasArn: stateMachineAliasArnOf(execution),
    redriveCount: execution.redrive?.count ?? 0,
    redriveDate: epochSeconds(execution.redrive?.at),
  }
}
