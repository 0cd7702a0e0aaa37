/** The fields that many objects have for their data: variables, and in JSONata the output and the arguments. */
import type { Field } from './field.ts'

export const assignField: Field = { kind: 'object', jsonata: 'members' }
export const outputField: Field = { kind: 'json', language: 'JSONata', jsonata: 'template' }
export const argumentsField: Field = { kind: 'json', language: 'JSONata', jsonata: 'template' }
export const parametersField: Field = { kind: 'template', language: 'JSONPath' }

/** The path to a number, under the number's own name with `Path`. */
export const numberPath: Field = { kind: 'definite-path', language: 'JSONPath' }
