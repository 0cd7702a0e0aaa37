import { executionArn, stateMachineArn } from '#base'
import type { ExecutionSummary } from '#store'
import { ValidationException } from '../common-errors.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { ResourceNotFound, StateMachineTypeNotSupported } from '../errors.ts'
import { findMachine } from '../find-resource.ts'
import { defineOperation, request, type Response } from '../operation.ts'
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

/** The executions of a state machine, newest first. */
export const listExecutions = defineOperation({
  name: 'ListExecutions',
  access: 'read',
  resource: 'stateMachineArn',
  request: shapeOfRequest,
  async run(wanted, call) {
    const { arn, status } = readFilters(wanted)
    const machine = await findMachine(arn, call)
    if (machine.type === 'EXPRESS') throw new StateMachineTypeNotSupported()
    if (wanted.redriveFilter === 'REDRIVEN') return { executions: [] }
    const filter = status === undefined ? {} : { status }
    const { account, region } = machine
    const { items, nextToken } = await readPage(call, wanted, {
      scope: ['ListExecutions', { account, region }, machine.id, status, wanted.redriveFilter],
      load: (before: number | undefined, limit) =>
        call.engine.executions({ machine, limit, ...filter, ...(before === undefined ? {} : { before }) }),
      positionOf: (execution) => execution.id,
    })
    return { executions: items.map(toItem), nextToken }
  },
})

function readFilters(wanted: ValueOf<typeof shapeOfRequest>) {
  const { stateMachineArn: arn, mapRunArn, statusFilter: status } = wanted
  if ((arn === undefined) === (mapRunArn === undefined))
    throw new ValidationException('Exactly one of stateMachineArn and mapRunArn must be specified')
  if (arn === undefined) throw new ResourceNotFound(mapRunArn!)
  if (status === 'PENDING_REDRIVE')
    throw new ValidationException('The status filter PENDING_REDRIVE can only be used with mapRunArn')
  return { arn, status }
}

function toItem(execution: ExecutionSummary): Response {
  return {
    executionArn: executionArn(execution, execution.machineName, execution.name),
    stateMachineArn: stateMachineArn(execution, execution.machineName),
    name: execution.name,
    status: execution.status,
    startDate: epochSeconds(execution.startedAt),
    stopDate: epochSeconds(execution.stoppedAt),
    redriveCount: 0,
  }
}
