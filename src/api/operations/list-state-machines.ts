import { stateMachineArn } from '#base'
import { epochSeconds } from '../epoch-seconds.ts'
import { defineOperation, request } from '../operation.ts'
import { readPage } from '../paging.ts'
import * as shape from '../shapes.ts'

/** The caller's state machines, by name. */
export const listStateMachines = defineOperation({
  name: 'ListStateMachines',
  access: 'read',
  request: request({}, { maxResults: shape.pageSize, nextToken: shape.pageToken }),
  async run(wanted, call) {
    const { account, region } = call.caller
    const at = { account, region }
    const { items, nextToken } = await readPage(call, wanted, {
      scope: ['ListStateMachines', at],
      load: (after: string | undefined, limit) => call.engine.catalog.machines(at, after, limit),
      positionOf: (machine) => machine.name,
    })
    return {
      stateMachines: items.map((machine) => ({
        stateMachineArn: stateMachineArn(at, machine.name),
        name: machine.name,
        type: machine.type,
        creationDate: epochSeconds(machine.createdAt),
      })),
      nextToken,
    }
  },
})
