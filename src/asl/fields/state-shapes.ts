/**
 * The fields of each state type (Amazon States Language, "State Types"; AWS developer guide, one page a state).
 *
 * A field that is not here does not exist in that place. Fields of one query language only say so.
 */
import { secondsMax } from '#base'
import { nearestName } from '#query'
import type { StateType } from '../machine.ts'
import type { Field, Shape } from './field.ts'

type Fields = Readonly<Record<string, Field>>

const jsonPath = { language: 'JSONPath' } as const
const jsonata = { language: 'JSONata' } as const

const common: Fields = {
  Type: { kind: 'text', required: true },
  Comment: { kind: 'text' },
  QueryLanguage: { kind: 'text', values: ['JSONPath', 'JSONata'] },
}
const paths: Fields = {
  InputPath: { kind: 'nullable-path', ...jsonPath },
  OutputPath: { kind: 'nullable-path', ...jsonPath },
}
const transition: Fields = { Next: { kind: 'text' }, End: { kind: 'boolean' } }
const output: Fields = { Output: { kind: 'json', ...jsonata } }
const assign: Fields = { Assign: { kind: 'object' } }
const resultPath: Fields = { ResultPath: { kind: 'nullable-reference-path', ...jsonPath } }
const resultSelector: Fields = { ResultSelector: { kind: 'template', ...jsonPath } }
const parameters: Fields = { Parameters: { kind: 'template', ...jsonPath } }
const handlers: Fields = {
  Retry: { kind: 'array', elements: 'object' },
  Catch: { kind: 'array', elements: 'object' },
}
const callArguments: Fields = { Arguments: { kind: 'json', ...jsonata } }
const seconds = { kind: 'integer', min: 1, max: secondsMax } as const
const secondsPath = { kind: 'definite-path', ...jsonPath } as const
const count = { kind: 'integer', min: 0 } as const

const task: Shape = {
  what: 'a Task state',
  fields: {
    ...common,
    Resource: { kind: 'text', required: true },
    ...paths,
    ...parameters,
    ...callArguments,
    ...resultSelector,
    ...resultPath,
    ...output,
    ...assign,
    ...handlers,
    TimeoutSeconds: seconds,
    TimeoutSecondsPath: secondsPath,
    HeartbeatSeconds: seconds,
    HeartbeatSecondsPath: secondsPath,
    Credentials: { kind: 'object' },
    ...transition,
  },
  exclusive: [
    ['TimeoutSeconds', 'TimeoutSecondsPath'],
    ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
  ],
}

const map: Shape = {
  what: 'a Map state',
  fields: {
    ...common,
    ItemProcessor: { kind: 'object' },
    Iterator: { kind: 'object' },
    ItemsPath: { kind: 'path', ...jsonPath },
    Items: { kind: 'json', ...jsonata },
    ItemSelector: { kind: 'template' },
    ...parameters,
    ...paths,
    ...resultSelector,
    ...resultPath,
    ...output,
    ...assign,
    ...handlers,
    MaxConcurrency: count,
    MaxConcurrencyPath: secondsPath,
    ToleratedFailureCount: count,
    ToleratedFailureCountPath: secondsPath,
    ToleratedFailurePercentage: { kind: 'number', min: 0, max: 100 },
    ToleratedFailurePercentagePath: secondsPath,
    ItemReader: { kind: 'object' },
    ItemBatcher: { kind: 'object' },
    ResultWriter: { kind: 'object' },
    Label: { kind: 'text' },
    ...transition,
  },
  exactlyOne: [['ItemProcessor', 'Iterator']],
  exclusive: [
    ['ItemSelector', 'Parameters'],
    ['MaxConcurrency', 'MaxConcurrencyPath'],
    ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
    ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
  ],
}

export const stateShapes: Readonly<Record<StateType, Shape>> = {
  Task: task,
  Map: map,
  Pass: {
    what: 'a Pass state',
    fields: {
      ...common,
      ...paths,
      Result: { kind: 'json', ...jsonPath },
      ...parameters,
      ...resultPath,
      ...output,
      ...assign,
      ...transition,
    },
  },
  Choice: {
    what: 'a Choice state',
    fields: {
      ...common,
      ...paths,
      ...output,
      ...assign,
      Choices: { kind: 'array', required: true, nonEmpty: true, elements: 'object' },
      Default: { kind: 'text' },
    },
  },
  Wait: {
    what: 'a Wait state',
    fields: {
      ...common,
      ...paths,
      ...output,
      ...assign,
      Seconds: { kind: 'integer', min: 0, max: secondsMax },
      SecondsPath: secondsPath,
      Timestamp: { kind: 'timestamp' },
      TimestampPath: secondsPath,
      ...transition,
    },
    exactlyOne: [['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath']],
  },
  Succeed: { what: 'a Succeed state', fields: { ...common, ...paths, ...output } },
  Fail: {
    what: 'a Fail state',
    fields: {
      ...common,
      Error: { kind: 'text' },
      ErrorPath: { kind: 'text-expression', ...jsonPath },
      Cause: { kind: 'text' },
      CausePath: { kind: 'text-expression', ...jsonPath },
    },
    exclusive: [
      ['Error', 'ErrorPath'],
      ['Cause', 'CausePath'],
    ],
  },
  Parallel: {
    what: 'a Parallel state',
    fields: {
      ...common,
      ...paths,
      ...parameters,
      ...callArguments,
      ...resultSelector,
      ...resultPath,
      ...output,
      ...assign,
      ...handlers,
      Branches: { kind: 'array', required: true, nonEmpty: true, elements: 'object' },
      ...transition,
    },
  },
}

export const stateTypes: readonly StateType[] = [
  'Task',
  'Wait',
  'Pass',
  'Succeed',
  'Fail',
  'Choice',
  'Parallel',
  'Map',
]

export function isStateType(text: string | undefined): text is StateType {
  return text !== undefined && (stateTypes as readonly string[]).includes(text)
}

/** The state type of that name, or the one that it was probably meant to be. */
export function nearestStateType(text: string | undefined): StateType | undefined {
  if (text === undefined || isStateType(text)) return text
  return nearestName(text, stateTypes) as StateType | undefined
}
