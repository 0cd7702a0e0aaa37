/**
 * The fields of each state type (Amazon States Language, "State Types"; AWS developer guide, one page a state).
 *
 * A field that is not here does not exist in that place. Fields of one query language only say so.
 */
import { secondsMax } from '#base'
import { nearestName } from '#query'
import type { StateType } from '../machine.ts'
import { argumentsField, assignField, numberPath, outputField, parametersField } from './data-fields.ts'
import type { Field, Shape } from './field.ts'
import { mapAlternatives, mapFields } from './map-shapes.ts'

type Fields = Readonly<Record<string, Field>>

const jsonPath = { language: 'JSONPath' } as const
const evaluated = { jsonata: 'expression' } as const

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
const output: Fields = { Output: outputField }
const assign: Fields = { Assign: assignField }
const resultPath: Fields = { ResultPath: { kind: 'nullable-reference-path', ...jsonPath } }
const resultSelector: Fields = { ResultSelector: { kind: 'template', ...jsonPath } }
const parameters: Fields = { Parameters: parametersField }
const handlers: Fields = {
  Retry: { kind: 'array', elements: 'object' },
  Catch: { kind: 'array', elements: 'object' },
}
const callArguments: Fields = { Arguments: argumentsField }
const seconds: Field = { kind: 'integer', min: 1, max: secondsMax, ...evaluated }

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
    TimeoutSecondsPath: numberPath,
    HeartbeatSeconds: seconds,
    HeartbeatSecondsPath: numberPath,
    Credentials: { kind: 'object', jsonata: 'template' },
    ...transition,
  },
  exclusive: [
    ['TimeoutSeconds', 'TimeoutSecondsPath'],
    ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
  ],
}

export const stateShapes: Readonly<Record<StateType, Shape>> = {
  Task: task,
  Map: {
    what: 'a Map state',
    fields: {
      ...common,
      ...mapFields,
      ...parameters,
      ...paths,
      ...resultSelector,
      ...resultPath,
      ...output,
      ...assign,
      ...handlers,
      ...transition,
    },
    exactlyOne: [['ItemProcessor', 'Iterator']],
    exclusive: mapAlternatives,
  },
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
      Seconds: { kind: 'integer', min: 0, max: secondsMax, ...evaluated },
      SecondsPath: numberPath,
      Timestamp: { kind: 'timestamp', ...evaluated },
      TimestampPath: numberPath,
      ...transition,
    },
    exactlyOne: [['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath']],
  },
  Succeed: { what: 'a Succeed state', fields: { ...common, ...paths, ...output } },
  Fail: {
    what: 'a Fail state',
    fields: {
      ...common,
      Error: { kind: 'text', ...evaluated },
      ErrorPath: { kind: 'text-expression', ...jsonPath },
      Cause: { kind: 'text', ...evaluated },
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
