/**
 * What TestState shows of the way through a state (recorded: test_state).
 *
 * The states note everything that they make of their data; which of it is shown depends on the type of the state and its
 * query language, and so does what it is called.
 */
import { Payload, type Json } from '#base'
import type { State } from '#asl'
import type { Noted } from '../inspection.ts'

export type NotesTaken = { readonly [K in keyof Noted]?: Noted[K] }

/** The members of AWS's `InspectionData`, as it names them; documents are JSON texts there. */
export interface Inspected {
  readonly input: Payload
  readonly afterArguments?: Payload
  readonly afterInputPath?: Payload
  readonly afterParameters?: Payload
  readonly result?: Payload
  readonly afterResultSelector?: Payload
  readonly afterResultPath?: Payload
  readonly afterItemsPath?: Payload
  readonly afterItemSelector?: Payload
  readonly maxConcurrency?: number
  readonly toleratedFailureCount?: number
  readonly toleratedFailurePercentage?: number
  /** Those that the test was given and those that the state has assigned; absent where there are none. */
  readonly variables?: Payload
  readonly errorDetails?: ErrorDetails
}

export interface ErrorDetails {
  readonly catchIndex?: number
  readonly retryIndex?: number
  readonly retryBackoffIntervalSeconds?: number
}

type Shown = Exclude<keyof Noted, 'error' | 'retryIndex' | 'retryDelaySeconds' | 'catchIndex' | 'left'>

const flow = [
  'afterInputPath',
  'afterParameters',
  'result',
  'afterResultSelector',
  'afterResultPath',
] as const
const counts = ['maxConcurrency', 'toleratedFailureCount', 'toleratedFailurePercentage'] as const

const shownInJsonPath: Readonly<Record<State['type'], readonly Shown[]>> = {
  Pass: flow,
  Task: flow,
  Choice: ['afterInputPath'],
  Wait: ['afterInputPath'],
  Succeed: ['afterInputPath'],
  Fail: ['afterInputPath'],
  Parallel: ['afterResultSelector', 'afterResultPath'],
  Map: [
    'afterInputPath',
    'afterItemsPath',
    'afterItemSelector',
    'afterResultSelector',
    'afterResultPath',
    ...counts,
  ],
}

const shownInJsonata: Partial<Readonly<Record<State['type'], readonly Shown[]>>> = {
  Task: ['afterParameters', 'result'],
  Map: ['afterItemSelector', ...counts],
}

export function inspected(
  of: {
    readonly identity: { readonly input: Payload }
    readonly variables: ReadonlyMap<string, Payload>
  },
  state: State,
  notes: NotesTaken,
): Inspected {
  const isJsonata = state.queryLanguage === 'JSONata'
  const shown = isJsonata ? (shownInJsonata[state.type] ?? []) : shownInJsonPath[state.type]
  const variables = new Map([...of.variables, ...(notes.left?.assigned ?? [])])
  const errorDetails = errorDetailsOf(notes)
  const members: Record<string, unknown> = {}
  for (const name of shown)
    if (notes[name] !== undefined)
      members[isJsonata && name === 'afterParameters' ? 'afterArguments' : name] = notes[name]
  return {
    input: of.identity.input,
    ...members,
    ...(variables.size > 0 && { variables: asObject(variables) }),
    ...(Object.keys(errorDetails).length > 0 && { errorDetails }),
  }
}

/** A retrier that is spent is named without a time to wait. */
function errorDetailsOf({ catchIndex, retryIndex, retryDelaySeconds }: NotesTaken): ErrorDetails {
  return {
    ...(catchIndex !== undefined && { catchIndex }),
    ...(retryIndex !== undefined && { retryIndex }),
    ...(retryDelaySeconds !== undefined && { retryBackoffIntervalSeconds: Math.round(retryDelaySeconds) }),
  }
}

function asObject(variables: ReadonlyMap<string, Payload>): Payload {
  const members = [...variables].map(([name, payload]): [string, Json] => [name, payload.value])
  return Payload.fromValue(Object.fromEntries(members))
}
