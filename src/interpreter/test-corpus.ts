/**
 * Plays one case of the executable corpus (`../shared/corpus/executable`): somebody's definition, state or expression,
 * an input, and what came of it in the engine that the case was taken from.
 */
import { AslError, defaultLimits, seededRandom, type Json, type JsonObject } from '#base'
import { compilePath, compileTextExpression, PathMiss, QuerySyntaxError, type QueryScope } from '#query'
import { readDefinition } from '#asl'
import { mockedAnswer, visitedMocks, type MockConfig } from './test-corpus-mocks.ts'
import { customFunction, withCustomResources } from './test-corpus-functions.ts'
import { Player, type Answer, type Played, type PlayedTask } from './test-play.ts'

export type CaseKind = 'choiceRule' | 'dataflow' | 'execution' | 'intrinsic' | 'mocked' | 'path' | 'state'

/** One file: what its cases have in common. */
export interface CorpusFile {
  readonly kind: string
  readonly authority: string
  readonly definition?: JsonObject
  readonly state?: JsonObject
  readonly cases: readonly CorpusCase[]
}

export interface CorpusCase {
  readonly test: string
  readonly input?: Json
  readonly context?: Json
  readonly expected: Expected
  readonly definition?: JsonObject
  readonly rule?: { readonly Next: string }
  readonly name?: string
  readonly expression?: string
  readonly jsonPath?: string
  readonly field?: string
  readonly value?: Json
  readonly rawInput?: Json
  readonly result?: Json
  readonly mockTest?: string
  readonly mockConfig?: MockConfig
}

/** What the source says came of it; only the members that are there are compared. */
export interface Expected {
  readonly status?: string
  readonly output?: Json
  /** The name of an error of the language, or (in all kinds but `execution`) the source's own words. */
  readonly error?: string | true
  readonly cause?: string
  /** The state after the first one; null where it is the last. */
  readonly nextState?: string | null
  readonly matches?: boolean
  readonly visits?: readonly string[]
}

/** What came of a case here. `refused`: no machine or no expression was made of it, with the first fault. */
export interface Observed {
  readonly status?: string
  readonly output?: Json
  readonly error?: string
  readonly cause?: string
  readonly nextState?: string | null
  readonly matches?: boolean
  readonly visits?: readonly string[]
  readonly refused?: string
}

/** Plays the case. Rejects where its kind is none that can be played. */
export async function playCase(file: CorpusFile, played: CorpusCase): Promise<Observed> {
  switch (file.kind as CaseKind) {
    case 'execution':
      return playExecution(withCustomResources(file.definition!), played.input!)
    case 'state':
      return playExecution(machineOfState(played.name!, file.state!), played.input!)
    case 'choiceRule': {
      const observed = await playExecution(played.definition!, played.input!)
      return { ...observed, matches: observed.nextState === played.rule!.Next }
    }
    case 'mocked':
      return playMocked(file.definition!, played)
    case 'dataflow':
      return playExecution(passWith(played), played.rawInput ?? played.input!)
    case 'intrinsic':
      return evaluateText(played.expression!, played)
    case 'path':
      return readPath(played.jsonPath!, played)
    default:
      throw new Error(`no player for the corpus kind '${file.kind}'; add one to test-corpus.ts`)
  }
}

async function playExecution(
  definition: JsonObject,
  input: Json,
  answer: (task: PlayedTask, player: Player) => Answer = customFunction,
): Promise<Observed> {
  const { machine, diagnostics } = readDefinition(JSON.stringify(definition))
  if (!machine) return { refused: diagnostics.find(({ severity }) => severity === 'error')!.message }
  const player: Player = new Player(definition, input, { tasks: (task) => answer(task, player) })
  return observedOf(await player.runLater())
}

function observedOf({ status, output, error, cause, history }: Played): Observed {
  const visits = history.flatMap(({ type, details }) =>
    type.endsWith('StateEntered') ? [String(details?.name)] : [],
  )
  return {
    status,
    nextState: visits[1] ?? null,
    visits,
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  }
}

async function playMocked(definition: JsonObject, played: CorpusCase): Promise<Observed> {
  const mocks = played.mockConfig!.StateMachines[Object.keys(played.mockConfig!.StateMachines)[0]!]!
  const responses = mocks.TestCases[played.mockTest!]!
  const attempts = new Map<string, number>()
  const observed = await playExecution(definition, played.input!, ({ frameId }, player) => {
    const { stateName } = player.memory.frames.get(frameId)!.visit
    const attempt = attempts.get(stateName) ?? 0
    attempts.set(stateName, attempt + 1)
    return mockedAnswer(played.mockConfig!.MockedResponses[responses[stateName]!]!, attempt)
  })
  return { ...observed, visits: visitedMocks(observed.visits ?? [], responses) }
}

/** A machine of the one state; the states that it names end at once. */
function machineOfState(name: string, state: JsonObject): JsonObject {
  const targets = [...JSON.stringify(state).matchAll(/"(?:Next|Default)":"([^"]+)"/g)].map(
    ([, target]) => target!,
  )
  const ends = Object.fromEntries(targets.map((target) => [target, { Type: 'Succeed' }]))
  return { StartAt: name, States: { ...ends, [name]: state } }
}

/** A Pass state that has the one field of data flow, and does nothing else with its input. */
function passWith({ field, value, result }: CorpusCase): JsonObject {
  const name = field === 'PayloadTemplate' ? 'Parameters' : field!
  const fields = {
    ...(result !== undefined && { Result: result }),
    ...(value !== undefined && { [name]: value }),
  }
  return { StartAt: 'Pass', States: { Pass: { Type: 'Pass', ...fields, End: true } } }
}

function evaluateText(text: string, played: CorpusCase): Observed {
  const expression = compileTextExpression(text, 'value.$')
  if (expression instanceof QuerySyntaxError) return { refused: expression.message }
  const outcome = expression.evaluate(scopeOf(played))
  return outcome instanceof AslError ? { error: outcome.error!, cause: outcome.cause! } : { output: outcome }
}

function readPath(text: string, played: CorpusCase): Observed {
  const path = compilePath(text)
  if (path instanceof QuerySyntaxError) return { refused: path.message }
  const value = path.read(scopeOf(played))
  return value instanceof PathMiss ? { error: 'States.Runtime', cause: value.reason } : { output: value }
}

function scopeOf({ input, context }: CorpusCase): QueryScope {
  const random = seededRandom('corpus')
  return { input: input ?? {}, context: () => context ?? {}, random: () => random, limits: defaultLimits }
}
