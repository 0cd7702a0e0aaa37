import { qualifiedArn } from '#base'
import { epochSeconds } from '../epoch-seconds.ts'
import { InvalidArn, StateMachineDeleting } from '../errors.ts'
import { findQualified } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import { readPage } from '../paging.ts'
import * as shape from '../shapes.ts'

/** The aliases of a state machine, or those that lead to one of its versions; in the order of their creation. */
export const listStateMachineAliases = defineOperation({
  name: 'ListStateMachineAliases',
  access: 'read',
  resource: 'stateMachineArn',
  request: request(
    { stateMachineArn: shape.arn },
    { nextToken: shape.pageToken, maxResults: shape.pageSize },
  ),
  async run(wanted, call) {
    const { machine, version, alias } = await findQualified(wanted.stateMachineArn, call)
    if (alias) throw new InvalidArn(`Invalid resource in arn: ${wanted.stateMachineArn}`)
    if (machine.status === 'DELETING') throw new StateMachineDeleting(wanted.stateMachineArn)
    const { account, region, name } = machine
    const of = { machine, ...(version && { version: version.number }) }
    const { items, nextToken } = await readPage(call, wanted, {
      scope: ['ListStateMachineAliases', { account, region }, machine.id, version?.number],
      load: (after: number | undefined, limit) =>
        call.engine.catalog.aliases.aliases({ ...of, limit, ...(after === undefined ? {} : { after }) }),
      positionOf: ({ id }) => id,
    })
    return {
      stateMachineAliases: items.map((item) => ({
        stateMachineAliasArn: qualifiedArn(machine, name, item.name),
        creationDate: epochSeconds(item.createdAt),
      })),
      nextToken,
    }
  },
})
