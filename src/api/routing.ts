/** The routing configuration of an alias: read from a request, shown in a response. */
import { qualifiedArn, versionNumberOf, type Namespace } from '#base'
import type { AliasRoute } from '#store'
import { ValidationException } from './common-errors.ts'
import type { Response } from './operation.ts'
import { readStateMachineArn } from './resource-arn.ts'
import type { ValueOf } from './schema.ts'
import type { routingConfiguration } from './shapes.ts'

export type Routing = ValueOf<typeof routingConfiguration>

/** The versions that an alias leads to, all of one state machine. */
export interface ReadRouting extends Namespace {
  readonly stateMachineName: string
  readonly routes: readonly AliasRoute[]
}

/** Throws InvalidArn, or ValidationException for a routing that no alias can have. */
export function readRouting(routing: Routing): ReadRouting {
  const arns = routing.map(({ stateMachineVersionArn }) => stateMachineVersionArn)
  const versions = arns.map((arn) => readVersion(arn))
  const [first] = versions
  if (!first || versions.some((version) => version?.number === undefined))
    throw refused('Routing configuration must contain state machine version ARNs', arns)
  if (new Set(arns).size < arns.length)
    throw refused('Routing configuration must contain distinct state machine version ARNs', arns)
  const { account, region, stateMachineName } = first
  if (versions.some((version) => !isOf(version!, first)))
    throw refused('Routing configuration must contain versions of one state machine', arns)
  const weights = routing.map(({ weight }) => weight)
  if (sum(weights) !== 100) throw refused('Sum of routing configuration weights must equal 100', weights)
  const routes = routing.map(({ weight }, i) => ({ version: versions[i]!.number, weight }))
  return { account, region, stateMachineName, routes }
}

/** Throws ValidationException where the routing leads to versions of another state machine than the alias's. */
export function checkSameMachine(routing: ReadRouting, of: Omit<ReadRouting, 'routes'>): void {
  if (isOf(routing, of)) return
  const arns = routing.routes.map(({ version }) => qualifiedArn(routing, routing.stateMachineName, version))
  throw refused(`Routing configuration must contain versions of the alias's state machine`, arns)
}

export function showRouting(
  routes: readonly AliasRoute[],
  of: Namespace & { readonly name: string },
): readonly Response[] {
  return routes.map(({ version, weight }) => ({
    stateMachineVersionArn: qualifiedArn(of, of.name, version),
    weight,
  }))
}

/** Undefined for the ARN of a state machine or an alias. Throws InvalidArn. */
function readVersion(
  arn: string,
): (Namespace & { readonly stateMachineName: string; readonly number: number }) | undefined {
  const { name, qualifier = '', account, region } = readStateMachineArn(arn)
  const number = versionNumberOf(qualifier)
  return number === undefined ? undefined : { account, region, stateMachineName: name, number }
}

type OfMachine = Namespace & { readonly stateMachineName: string }

function isOf(version: OfMachine, other: OfMachine): boolean {
  return (
    version.stateMachineName === other.stateMachineName &&
    version.account === other.account &&
    version.region === other.region
  )
}

function sum(weights: readonly number[]): number {
  return weights.reduce((total, weight) => total + weight, 0)
}

function refused(rule: string, received: readonly (string | number)[]): ValidationException {
  return new ValidationException(
    `${rule}. Received: [${received.join(', ')}]`,
    'INVALID_ROUTING_CONFIGURATION',
  )
}
