/** Where a request's rule or bus is: in the caller's account and region. */
import { parseArn, type Namespace } from '#base'
import { busNameOf, defaultBus, type Events } from '#triggers'
import type { RulePlace } from '#store'
import { UnknownOperationException, ValidationException } from '../common-errors.ts'
import type { Call } from '../operation.ts'

export function namespaceOf({ caller: { account, region } }: Call): Namespace {
  return { account, region }
}

/** The name of a bus that is given by its name or ARN; the default one where it is not given. */
export function readBus(call: Call, nameOrArn: string = defaultBus): string {
  const arn = parseArn(nameOrArn)
  const { account, region } = namespaceOf(call)
  if (arn && (arn.account !== account || arn.region !== region))
    throw new ValidationException(
      `The event bus ${nameOrArn} is not in account ${account} and region ${region}`,
    )
  return busNameOf(nameOrArn)
}

export function readRule(call: Call, bus: string | undefined, name: string): RulePlace {
  return { ...namespaceOf(call), bus: readBus(call, bus), name }
}

export function busArn({ account, region }: Namespace, name: string): string {
  return `arn:aws:events:${region}:${account}:event-bus/${name}`
}

/** The events of this server. */
export function eventsOf({ events }: Call): Events {
  if (events) return events
  throw new UnknownOperationException('This server has no event buses')
}
