/**
 * ARNs of Stepwell's own resources: made and taken apart in one place.
 *
 * `arn:aws:states:REGION:ACCOUNT:stateMachine:NAME`, `stateMachine:NAME:QUALIFIER`, `execution:NAME:EXECUTION`, `express:NAME:EXECUTION:UUID`,
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

/** `stateMachine:NAME:QUALIFIER`: a version by its number, or an alias by its name. */
export function qualifiedArn(
  at: Namespace,
  stateMachineName: string,
  qualifier: string | number,
): StateMachineArn {
  return stateMachineArn(at, `${stateMachineName}:${qualifier}`)
}

/** The version's number that a qualifier is; undefined for an alias, whose name is never all digits. */
export function versionNumberOf(qualifier: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(qualifier) ? Number(qualifier) : undefined
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

/** `NAME/LABEL`: what stands for a state machine's name in the ARNs of a Map Run and its children. */
export function labelledName(stateMachineName: string, label: string): string {
  return `${stateMachineName}/${label}`
}

/** The two parts of a labelled name; one without a slash has no label. */
export function splitLabelledName(text: string): {
  readonly stateMachineName: string
  readonly label?: string
} {
  const slash = text.indexOf('/')
  if (slash < 0) return { stateMachineName: text }
  return { stateMachineName: text.slice(0, slash), label: text.slice(slash + 1) }
}

/** The parts of a Map Run's ARN beside account and region. */
export interface MapRunName {
  readonly stateMachineName: string
  readonly label: string
  readonly uuid: string
}

export function mapRunArn(at: Namespace, { stateMachineName, label, uuid }: MapRunName): string {
  return `arn:aws:states:${at.region}:${at.account}:mapRun:${labelledName(stateMachineName, label)}:${uuid}`
}

/** Undefined where the text is not the ARN of a Map Run. */
export function parseMapRunArn(text: string): (Namespace & MapRunName) | undefined {
  const arn = parseArn(text)
  const match = arn?.service === 'states' ? /^mapRun:([^:/]+)\/([^:/]+):([^:/]+)$/.exec(arn.resource) : null
  if (!arn || !match) return undefined
  const [, stateMachineName, label, uuid] = match as unknown as [string, string, string, string]
  return { account: arn.account, region: arn.region, stateMachineName, label, uuid }
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
