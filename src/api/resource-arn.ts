/**
 * Reads the ARNs in requests: which resource they name, or AWS's error for what is wrong with them.
 *
 * `stateMachine:NAME`, `stateMachine:NAME:QUALIFIER` (a version or an alias), `stateMachine:NAME/LABEL` (of a map
 * run), `execution:NAME:EXECUTION`, `express:NAME:EXECUTION:UUID`, `mapRun:NAME/LABEL:UUID`, `activity:NAME`.
 */
import { parseArn, splitLabelledName, versionNumberOf, type Namespace } from '#base'
import { ValidationException } from './common-errors.ts'
import { InvalidArn, InvalidRoleArn } from './errors.ts'

export interface StateMachineName extends Namespace {
  readonly name: string
  /** A version's number or an alias. */
  readonly qualifier?: string
}

export interface NamedActivity extends Namespace {
  readonly name: string
}

/** Throws InvalidArn, or ValidationException for the ARN of a map run's state machine. */
export function readStateMachineArn(text: string): StateMachineName {
  const { label, ...named } = readAnyStateMachineArn(text)
  if (label === undefined) return named
  throw new ValidationException(
    `This operation does not support the labelled state machine ARN '${text}'`,
    'API_DOES_NOT_SUPPORT_LABELED_ARNS',
  )
}

export interface OfStateMachine extends Namespace {
  readonly stateMachineName: string
}

/** The ARN of a version. Throws InvalidArn, or ValidationException as `readStateMachineArn`. */
export function readVersionArn(text: string): OfStateMachine & { readonly number: number } {
  const { account, region, name, qualifier = '' } = readStateMachineArn(text)
  const number = versionNumberOf(qualifier)
  if (number === undefined) throw new InvalidArn(`Invalid resource in arn: ${text}`)
  return { account, region, stateMachineName: name, number }
}

/** The ARN of an alias. Throws InvalidArn, or ValidationException as `readStateMachineArn`. */
export function readAliasArn(text: string): OfStateMachine & { readonly name: string } {
  const { account, region, name, qualifier } = readStateMachineArn(text)
  if (qualifier === undefined || versionNumberOf(qualifier) !== undefined)
    throw new InvalidArn(`Invalid resource in arn: ${text}`)
  return { account, region, stateMachineName: name, name: qualifier }
}

/** That of a map run's state machine, too. Throws InvalidArn. */
export function readAnyStateMachineArn(text: string): StateMachineName & { readonly label?: string } {
  const { at, rest } = readResource(text, 'stateMachine')
  const [path, qualifier, ...more] = rest.split(':')
  if (!path || qualifier === '' || more.length > 0) throw new InvalidArn(`Invalid resource in arn: ${text}`)
  const { stateMachineName: name, label } = splitLabelledName(path)
  return {
    ...at,
    name,
    ...(label !== undefined && { label }),
    ...(qualifier !== undefined && { qualifier }),
  }
}

/** The execution ARN itself, once it is one. Throws InvalidArn. */
export function checkExecutionArn(text: string): string {
  const { rest } = readResource(text, 'execution')
  if (!/^[^:]+:[^:]+$/.test(rest)) throw new InvalidArn(`Invalid resource in arn: ${text}`)
  return text
}

/** The ARN of an Express execution itself, once it is one. Throws InvalidArn. */
export function checkExpressArn(text: string): string {
  const { rest } = readResource(text, 'express')
  if (!/^[^:]+:[^:]+:[^:]+$/.test(rest)) throw new InvalidArn(`Invalid resource in arn: ${text}`)
  return text
}

/** The ARN of an execution, or of an Express child of a Map Run, whose row can be read as well. Throws InvalidArn. */
export function checkReadableArn(text: string): string {
  const isExpressChild = /^express:[^:]+\/[^:]+:/.test(parseArn(text)?.resource ?? '')
  return isExpressChild ? checkExpressArn(text) : checkExecutionArn(text)
}

/** The ARN of a Map Run itself, once it is one. Throws InvalidArn. */
export function checkMapRunArn(text: string): string {
  const { rest } = readResource(text, 'mapRun')
  if (!/^[^:/]+\/[^:/]+:[^:/]+$/.test(rest)) throw new InvalidArn(`Invalid resource in arn: ${text}`)
  return text
}

/** Throws InvalidArn. */
export function readActivityArn(text: string): NamedActivity {
  const { at, rest } = readResource(text, 'activity')
  if (rest === '' || rest.includes(':')) throw new InvalidArn(`Invalid resource in arn: ${text}`)
  return { ...at, name: rest }
}

/** What a tag can be put on. Throws InvalidArn. */
export type TaggedName =
  | ({ readonly kind: 'stateMachine' } & StateMachineName)
  | ({ readonly kind: 'activity' } & NamedActivity)

export function readTaggedArn(text: string): TaggedName {
  return resourceType(parseArn(text)?.resource ?? '') === 'activity'
    ? { kind: 'activity', ...readActivityArn(text) }
    : { kind: 'stateMachine', ...readStateMachineArn(text) }
}

/** Throws InvalidArn where the text is not the ARN of an IAM role. */
export function checkRoleArn(text: string): void {
  const arn = parseArn(text)
  if (arn?.service !== 'iam' || !arn.resource.startsWith('role/')) throw new InvalidRoleArn(text)
}

function readResource(text: string, type: string): { readonly at: Namespace; readonly rest: string } {
  const arn = parseArn(text)
  if (!arn) throw new InvalidArn(`Invalid ARN prefix: ${text}`)
  if (arn.service !== 'states') throw new InvalidArn(`Service not valid in this context: ${arn.service}`)
  const found = resourceType(arn.resource)
  if (found !== type) throw new InvalidArn(`Resource type not valid in this context: ${found}`)
  if (arn.region === '' || !/^\d{12}$/.test(arn.account))
    throw new InvalidArn(`Invalid region or account in arn: ${text}`)
  return { at: { account: arn.account, region: arn.region }, rest: arn.resource.slice(type.length + 1) }
}

function resourceType(resource: string): string {
  const colon = resource.indexOf(':')
  return colon < 0 ? resource : resource.slice(0, colon)
}
