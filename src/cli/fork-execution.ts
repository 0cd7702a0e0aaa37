/** `stepwell fork` and `stepwell redrive`, without their command lines. */
import { existsSync, readFileSync } from 'node:fs'
import { parseJson, type Json } from '#base'
import type { ChoiceOptions } from './commands/choice.ts'
import type { ForkOptions } from './commands/fork.ts'
import { consoleClient } from './console-client.ts'
import { UserError } from './user-error.ts'

interface Forked {
  readonly executionArn: string
  readonly stateName: string
  readonly edited: readonly string[]
}

interface Redriven {
  readonly executionArn: string
  readonly redrivenAt: number
}

/** Prints the ARN of the fork. Throws UserError where the server refuses it. */
export async function forkExecution(executionArn: string, options: ForkOptions): Promise<void> {
  const { definition, name, testCase } = options
  const from = placeOf(options)
  if (!from) throw new UserError('name the state that the fork begins at: --from STATE, or --event ID.')
  const isText = definition !== undefined && definition !== 'current'
  const body = {
    executionArn,
    from,
    ...edits(options),
    ...(definition !== undefined && {
      definition: isText ? readFile(definition, '--definition') : definition,
    }),
    ...(name !== undefined && { name }),
    ...(testCase !== undefined && { testCase }),
  }
  const forked = await consoleClient(options.endpoint).send<Forked>('POST', 'forks', body)
  if (options.json) return console.log(JSON.stringify(forked))
  const edited = forked.edited.length === 0 ? 'nothing edited' : `edited: ${forked.edited.join(', ')}`
  console.log(`${forked.executionArn}\n  begins at ${forked.stateName} of ${executionArn}; ${edited}`)
}

/** Prints that the execution goes on. Throws UserError where the server refuses it. */
export async function redriveExecution(executionArn: string, options: ChoiceOptions): Promise<void> {
  const from = placeOf(options)
  const body = { executionArn, ...(from && { from }), ...edits(options) }
  const redriven = await consoleClient(options.endpoint).send<Redriven>('POST', 'redrives', body)
  console.log(options.json ? JSON.stringify(redriven) : `${redriven.executionArn} goes on`)
}

function placeOf({ from, event, occurrence }: ChoiceOptions): object | undefined {
  if (event !== undefined) {
    if (from !== undefined) throw new UserError('either --from or --event names the state, not both.')
    return { eventId: count(event, '--event') }
  }
  if (from !== undefined)
    return { state: from, ...(occurrence !== undefined && { occurrence: count(occurrence, '--occurrence') }) }
  if (occurrence !== undefined) throw new UserError('--occurrence needs --from: which state do you mean?')
  return undefined
}

function count(text: string, option: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new UserError(`${option} is "${text}"; expected a whole number from 1 on.`)
}

function edits({ input, variables }: ChoiceOptions): object {
  return {
    ...(input !== undefined && { input: readJson(input, '--input') }),
    ...(variables !== undefined && { variables: readJson(variables, '--variables') }),
  }
}

/** What is not the name of a file is JSON itself. */
function readJson(given: string, option: string): Json {
  const text = existsSync(given) ? readFile(given, option) : given
  try {
    return parseJson(text)
  } catch (error) {
    throw new UserError(
      `${option} is neither JSON nor the name of a file: "${given}" (${(error as Error).message}).`,
    )
  }
}

function readFile(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UserError(`${option} names ${file}, which cannot be read: ${(error as Error).message}.`)
  }
}
