import { tryParseJson, type Limits } from '#base'
import { awsErrors, awsLocation, readDefinition, type Diagnostic } from '#asl'
import { jacksonFault } from '../jackson-message.ts'
import { defineOperation, request, type Response } from '../operation.ts'
import { pageSize } from '../paging.ts'
import * as shape from '../shapes.ts'

const diagnosticsMax = 100

interface Wanted {
  readonly definition: string
  readonly type?: 'STANDARD' | 'EXPRESS'
}

/** Judges a definition without creating anything. */
export const validateStateMachineDefinition = defineOperation({
  name: 'ValidateStateMachineDefinition',
  access: 'read',
  request: request(
    { definition: shape.definition },
    {
      type: shape.stateMachineType,
      severity: { type: 'string', values: ['ERROR', 'WARNING'] },
      maxResults: { type: 'integer', min: 0, max: diagnosticsMax },
    },
  ),
  run(wanted, { limits }) {
    const found = textFaults(wanted.definition) ?? definitionFaults(wanted, limits)
    const shown = wanted.severity === 'WARNING' ? found : found.filter(isError)
    const max = pageSize(wanted.maxResults)
    return Promise.resolve({
      result: found.some(isError) ? 'FAIL' : 'OK',
      diagnostics: shown.slice(0, max),
      truncated: shown.length > max,
    })
  },
})

function isError({ severity }: Response): boolean {
  return severity === 'ERROR'
}

/** What is wrong with a text that is not a JSON object at all (recorded on AWS). */
function textFaults(definition: string): readonly Response[] | undefined {
  if (definition.trim() === '')
    return [
      {
        severity: 'ERROR',
        code: 'SCHEMA_VALIDATION_FAILED',
        message: 'Definition must be a valid JSON object',
      },
    ]
  const fault = tryParseJson(definition) === undefined ? jacksonFault(definition) : undefined
  if (!fault) return undefined
  const { message, location } = fault
  return [
    { severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message: `${message}\n at ${location}`, location },
  ]
}

function definitionFaults({ definition, type = 'STANDARD' }: Wanted, limits: Limits): readonly Response[] {
  const { definitionBytesMax } = limits
  const { diagnostics } = readDefinition(definition, { type, definitionBytesMax })
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning')
  return [...awsErrors(diagnostics), ...warnings].map(toAws)
}

function toAws(diagnostic: Diagnostic): Response {
  const { code, message, severity } = diagnostic
  return {
    severity: severity === 'error' ? 'ERROR' : 'WARNING',
    code,
    message,
    location: awsLocation(diagnostic),
  }
}
