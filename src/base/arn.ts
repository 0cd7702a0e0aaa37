/**
 * ARNs of Stepwell's own resources: made and taken apart in one place.
 *
 * `arn:aws:states:REGION:ACCOUNT:stateMachine:NAME`, `execution:NAME:EXECUTION`, `express:NAME:EXECUTION:UUID`,
 * `activity:NAME`.
 */
export type StateMachineArn = string & { readonly brand?: 'StateMachineArn' }
export type ExecutionArn = string & { readonly brand?: 'ExecutionArn' }
export type ActivityArn = string & { readonly brand?: 'ActivityArn' }

/** Account and region: what separates one tenant's names from another's. */
export interface Namespace {
  readonly account: string
  readonly region: string
}

export interface Arn extends Namespace {
  readonly partition: string
  readonly service: string
  /** All after the account, with its own colons. */
  readonly resource: string
}

/** The parts of an ARN, or undefined where the text is not one. */
export function parseArn(text: string): Arn | undefined {
  const parts = text.split(':')
  if (parts.length < 6 || parts[0] !== 'arn') return undefined
  const [, partition, service, region, account, ...resource] = parts as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  if (partition === '' || service === '') return undefined
  return { partition, service, region, account, resource: resource.join(':') }
}

export function stateMachineArn(at: Namespace, name: string): StateMachineArn {
  return `arn:aws:states:${at.region}:${at.account}:stateMachine:${name}`
}

export function executionArn(at: Namespace, stateMachineName: string, name: string): ExecutionArn {
  return `arn:aws:states:${at.region}:${at.account}:execution:${stateMachineName}:${name}`
}

/** An execution of an Express state machine: several may have one name, so a UUID tells them apart. */
export function expressArn(
  at: Namespace,
  of: { readonly stateMachineName: string; readonly name: string; readonly uuid: string },
): ExecutionArn {
  return `arn:aws:states:${at.region}:${at.account}:express:${of.stateMachineName}:${of.name}:${of.uuid}`
}

export function activityArn(at: Namespace, name: string): ActivityArn {
  return `arn:aws:states:${at.region}:${at.account}:activity:${name}`
}

/** Account, region and the parts of the resource of an execution ARN; undefined where it is none. */
export function parseExecutionArn(
  text: string,
): (Namespace & { readonly stateMachineName: string; readonly name: string }) | undefined {
  const arn = parseArn(text)
  const match = arn?.service === 'states' ? /^execution:([^:]+):([^:]+)$/.exec(arn.resource) : null
  return arn && match
    ? { account: arn.account, region: arn.region, stateMachineName: match[1]!, name: match[2]! }
    : undefined
}
