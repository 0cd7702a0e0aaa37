/**
 * The `triggers` section of stepwell.config.yaml.
 *
 *     triggers:
 *       - objectCreated: { bucket: uploads, prefix: incoming/, suffix: .jpg }
 *         stateMachine: ImageProcessing        # its name, or its ARN
 *         input: { album: holidays }           # members that every input gets, besides those of the object
 *         existing: true                       # also for objects that are there when the trigger is new
 *
 * An upload starts one execution. Objects older than the retention time of executions are left alone, for what was started
 * for them may have been deleted; an object that is overwritten before anybody saw it starts for its last content only.
 */
import { isObject, parseArn, type Json, type JsonObject, type Namespace } from '#base'
import { objectMembers } from './object-input.ts'
import type { ObjectCreatedTrigger } from './port.ts'

/** Thrown when the section is wrong; the message names the place, what was found and what was expected. */
export class TriggersConfigError extends Error {
  override readonly name = 'TriggersConfigError'
}

/**
 * Reads the parsed YAML of the section; undefined or null is no trigger. Machines without an ARN are in the namespace
 * given. Throws `TriggersConfigError`.
 */
export function parseTriggersConfig(value: unknown, at: Namespace): readonly ObjectCreatedTrigger[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw wrong('triggers', value, 'a list of triggers, each begun with a hyphen')
  return value.map((entry: Json, i) => parseTrigger(entry, `triggers[${i}]`, at))
}

function parseTrigger(entry: Json, place: string, at: Namespace): ObjectCreatedTrigger {
  const members = mapping(entry, place, ['objectCreated', 'stateMachine', 'input', 'existing'])
  const filter = mapping(members['objectCreated'], `${place}.objectCreated`, ['bucket', 'prefix', 'suffix'])
  const input = members['input']
  const existing = members['existing'] ?? false
  if (typeof existing !== 'boolean') throw wrong(`${place}.existing`, existing, 'true or false')
  return {
    ...machine(members['stateMachine'], `${place}.stateMachine`, at),
    bucket: bucketName(filter['bucket'], `${place}.objectCreated.bucket`),
    ...keyParts(filter, `${place}.objectCreated`),
    ...(input === undefined ? {} : { input: extraInput(input, `${place}.input`) }),
    existing,
  }
}

function machine(value: unknown, place: string, at: Namespace) {
  const expected = 'the name of a state machine, or its ARN'
  if (typeof value !== 'string' || value === '') throw wrong(place, value, expected)
  if (!value.startsWith('arn:')) return { account: at.account, region: at.region, stateMachineName: value }
  const arn = parseArn(value)
  const name = arn?.service === 'states' ? /^stateMachine:([^:]+)$/.exec(arn.resource)?.[1] : undefined
  if (!arn || name === undefined) throw wrong(place, value, expected)
  return { account: arn.account, region: arn.region, stateMachineName: name }
}

// The rule of S3: 3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at both ends.
function bucketName(value: unknown, place: string): string {
  if (typeof value === 'string' && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value)) return value
  throw wrong(place, value, 'the name of a bucket, for example uploads')
}

function keyParts({ prefix, suffix }: JsonObject, place: string) {
  for (const [name, value] of Object.entries({ prefix, suffix })) {
    if (value !== undefined && typeof value !== 'string') throw wrong(`${place}.${name}`, value, 'a text')
  }
  return {
    ...(typeof prefix === 'string' ? { prefix } : {}),
    ...(typeof suffix === 'string' ? { suffix } : {}),
  }
}

function extraInput(value: Json, place: string): JsonObject {
  if (!isObject(value)) throw wrong(place, value, 'an object, whose members every input gets')
  const taken = objectMembers.find((name) => Object.hasOwn(value, name))
  if (taken === undefined) return value
  throw wrong(`${place}.${taken}`, value[taken], 'another name: the object that was created has this member')
}

function mapping(value: unknown, place: string, known: readonly string[]): JsonObject {
  if (!isObject(value as Json)) throw wrong(place, value, `an object with ${known.join(', ')}`)
  const members = value as JsonObject
  const unknown = Object.keys(members).find((name) => !known.includes(name))
  if (unknown === undefined) return members
  throw wrong(`${place}.${unknown}`, members[unknown], `no such member here; known are ${known.join(', ')}`)
}

function wrong(place: string, found: unknown, expected: string): TriggersConfigError {
  const shown = found === undefined ? 'nothing' : JSON.stringify(found)
  return new TriggersConfigError(`${place}: found ${shown}, expected ${expected}`)
}
