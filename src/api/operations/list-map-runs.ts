import { executionArnOf, mapRunArnOf } from '#engine'
import { labelledName, stateMachineArn } from '#base'
import { epochSeconds } from '../epoch-seconds.ts'
import { findExecution } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import { readPage } from '../paging.ts'
import * as shape from '../shapes.ts'

/** The Map Runs of an execution, newest first. */
export const listMapRuns = defineOperation({
  name: 'ListMapRuns',
  access: 'read',
  resource: 'executionArn',
  request: request({ executionArn: shape.arn }, { maxResults: shape.pageSize, nextToken: shape.pageToken }),
  async run(wanted, call) {
    const execution = await findExecution(wanted.executionArn, call)
    const { account, region } = execution
    const { items, nextToken } = await readPage(call, wanted, {
      scope: ['ListMapRuns', { account, region }, execution.id],
      load: (before: number | undefined, limit) =>
        call.engine.mapRuns({ execution, limit, ...(before === undefined ? {} : { before }) }),
      positionOf: ({ id }) => id,
    })
    const mapRuns = items.map((mapRun) => ({
      executionArn: executionArnOf(execution),
      mapRunArn: mapRunArnOf(mapRun),
      stateMachineArn: stateMachineArn(mapRun, labelledName(mapRun.machineName, mapRun.label)),
      startDate: epochSeconds(mapRun.startedAt),
      stopDate: epochSeconds(mapRun.stoppedAt),
    }))
    return { mapRuns, nextToken }
  },
})
