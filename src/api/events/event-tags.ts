/** Tags of rules and event buses, which are kept beside those of state machines. */
import { parseArn } from '#base'
import { EventBusError } from '#triggers'
import type { Call } from '../operation.ts'
import { addTags, type Tags } from '../tag-list.ts'
import { eventsOf } from './event-place.ts'

type TagList = readonly { readonly Key: string; readonly Value: string }[]

/** Throws ResourceNotFoundException, and what `addTags` throws. */
export async function putEventTags(call: Call, resourceArn: string, list: TagList): Promise<void> {
  const before = await eventTags(call, resourceArn)
  const tags = list.map(({ Key: key, Value: value }) => ({ key, value }))
  await call.engine.catalog.putTags(resourceArn, addTags(before, tags, resourceArn))
}

/** Throws ResourceNotFoundException. */
export function eventTags(call: Call, resourceArn: string): Promise<Tags> {
  checkThere(call, resourceArn)
  return call.engine.catalog.tags(resourceArn)
}

function checkThere(call: Call, resourceArn: string): void {
  const arn = parseArn(resourceArn)
  const { buses } = eventsOf(call)
  const [kind, ...path] = arn?.service === 'events' ? arn.resource.split('/') : []
  if (arn && kind === 'event-bus') return void buses.bus(arn, path.join('/'))
  if (arn && kind === 'rule') {
    const bus = path.length > 1 ? path.slice(0, -1).join('/') : 'default'
    return void buses.rule({ account: arn.account, region: arn.region, bus, name: path.at(-1)! })
  }
  throw new EventBusError('ResourceNotFoundException', `Resource ${resourceArn} does not exist.`)
}
