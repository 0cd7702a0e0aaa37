/**
 * A state machine as a target: each event starts one execution of it, whose name follows from the event and the target.
 *
 * 1. Starting again under that name finds the execution that is there, so an event starts its workflow once; executions
 *    of Express state machines may share a name, so those start at least once.
 */
import { createHash } from 'node:crypto'
import { parseArn } from '#base'
import type { Engine, StartRefused } from '#engine'
import type { Attempt } from '../deliveries/port.ts'
import { finalFailure, reasonOf } from './target-failure.ts'

export interface WorkflowStart {
  /** The ARN of a state machine, a version or an alias. */
  readonly stateMachineArn: string
  readonly input: string
  readonly eventId: string
  /** What tells apart several targets of one event: the queue. */
  readonly target: string
}

/** AWS allows 80 characters in a name. */
const eventIdLengthMax = 47
const hashLength = 32

export async function startExecution(engine: Pick<Engine, 'start'>, of: WorkflowStart): Promise<Attempt> {
  const { stateMachineArn, input } = of
  const arn = parseArn(stateMachineArn)
  const [kind, stateMachineName, qualifier] = arn?.resource.split(':') ?? []
  if (arn?.service !== 'states' || kind !== 'stateMachine' || stateMachineName === undefined)
    return finalFailure('InvalidArn', `${stateMachineArn} is no ARN of a state machine`)
  try {
    const { account, region } = arn
    const named = { stateMachineName, ...(qualifier !== undefined && { qualifier }), name: nameOf(of) }
    return attemptOf(await engine.start({ account, region, ...named, input }), stateMachineArn)
  } catch (error) {
    return { code: 'ServiceUnavailable', message: `StartExecution: ${reasonOf(error)}`, isFinal: false }
  }
}

function nameOf({ eventId, target }: WorkflowStart): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([eventId, target]))
    .digest('hex')
  const readable = eventId.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, eventIdLengthMax)
  return `${readable}_${hash.slice(0, hashLength)}`
}

function attemptOf(answer: object | StartRefused, stateMachineArn: string): Attempt {
  if (!('refused' in answer) || answer.refused === 'execution-exists') return 'arrived'
  const code = answer.refused
  const message = `StartExecution of ${stateMachineArn} was refused: ${code}`
  return { code, message, isFinal: !code.startsWith('too-many') && code !== 'unknown-state-machine' }
}
