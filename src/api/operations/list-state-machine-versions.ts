import { qualifiedArn } from '#base'
import { epochSeconds } from '../epoch-seconds.ts'
import { InvalidArn } from '../errors.ts'
import { defineOperation, request } from '../operation.ts'
import { readPage } from '../paging.ts'
import { readStateMachineArn } from '../resource-arn.ts'
import * as shape from '../shapes.ts'

/** The newest first. What is not there has no versions: the operation's model has no error for it. */
export const listStateMachineVersions = defineOperation({
  name: 'ListStateMachineVersions',
  access: 'read',
  resource: 'stateMachineArn',
  request: request(
    { stateMachineArn: shape.arn },
    { nextToken: shape.pageToken, maxResults: shape.pageSize },
  ),
  async run(wanted, call) {
    const { account, region, name, qualifier } = readStateMachineArn(wanted.stateMachineArn)
    if (qualifier !== undefined) throw new InvalidArn(`Invalid resource in arn: ${wanted.stateMachineArn}`)
    const { catalog } = call.engine
    const at = { account, region }
    const machine = await catalog.machine(at, name)
    const { items, nextToken } = await readPage(call, wanted, {
      scope: ['ListStateMachineVersions', at, machine?.id],
      load: async (before: number | undefined, limit) =>
        machine ? catalog.versions.versions(machine, before, limit) : [],
      positionOf: (version) => version.number,
    })
    return {
      stateMachineVersions: items.map((version) => ({
        stateMachineVersionArn: qualifiedArn(at, name, version.number),
        creationDate: epochSeconds(version.createdAt),
      })),
      nextToken,
    }
  },
})
