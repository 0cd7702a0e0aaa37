/** The fields of the objects that are not states: the machine, branches, processors, retriers and catchers. */
import { secondsMax } from '#base'
import { assignField, outputField } from './data-fields.ts'
import type { Shape } from './field.ts'

/** AWS's upper limit of MaxDelaySeconds is one second short of a leap year. */
const maxDelaySecondsMax = 31_622_399

const block = {
  Comment: { kind: 'text' },
  States: { kind: 'object', required: true, nonEmpty: true, elements: 'object' },
  StartAt: { kind: 'text', required: true },
} as const

export const machineShape: Shape = {
  what: 'a state machine',
  fields: {
    ...block,
    QueryLanguage: { kind: 'text', values: ['JSONPath', 'JSONata'] },
    Version: { kind: 'text', values: ['1.0'] },
    TimeoutSeconds: { kind: 'integer', min: 1, max: secondsMax },
  },
}

export const branchShape: Shape = { what: 'a branch', fields: block }

export const itemProcessorShape: Shape = {
  what: 'an item processor',
  fields: { ...block, ProcessorConfig: { kind: 'object' } },
}

export const processorConfigShape: Shape = {
  what: 'a processor configuration',
  fields: {
    Mode: { kind: 'text', values: ['INLINE', 'DISTRIBUTED'] },
    ExecutionType: { kind: 'text', values: ['STANDARD', 'EXPRESS'] },
  },
}

export const retrierShape: Shape = {
  what: 'a retrier',
  fields: {
    ErrorEquals: { kind: 'array', required: true, nonEmpty: true, elements: 'text' },
    IntervalSeconds: { kind: 'integer', min: 1, max: secondsMax },
    MaxAttempts: { kind: 'integer', min: 0, max: secondsMax },
    BackoffRate: { kind: 'number', min: 1 },
    MaxDelaySeconds: { kind: 'integer', min: 1, max: maxDelaySecondsMax },
    JitterStrategy: { kind: 'text', values: ['NONE', 'FULL'] },
    Comment: { kind: 'text' },
  },
}

export const catcherShape: Shape = {
  what: 'a catcher',
  fields: {
    ErrorEquals: { kind: 'array', required: true, nonEmpty: true, elements: 'text' },
    Next: { kind: 'text', required: true },
    ResultPath: { kind: 'nullable-reference-path', language: 'JSONPath' },
    Output: outputField,
    Assign: assignField,
    Comment: { kind: 'text' },
  },
}
