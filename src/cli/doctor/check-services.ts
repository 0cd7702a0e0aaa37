/** The services that workflows are to reach: each endpoint of the environment answers, whatever it answers. */
import { existsSync } from 'node:fs'
import { answerMsMax } from './ask-server.ts'
import type { Checkup } from './checkup.ts'
import { ok, problem, type Finding } from './finding.ts'

/** `AWS_ENDPOINT_URL_SQS` of the SDKs, `SQS_ENDPOINT` of Step Functions Local. */
const serviceVariable = /^(AWS_ENDPOINT_URL(_(?!SFN$)\w+)?|[A-Z0-9_]+_ENDPOINT)$/
const localNames = new Set([
  'LAMBDA_ENDPOINT',
  'SQS_ENDPOINT',
  'SNS_ENDPOINT',
  'DYNAMODB_ENDPOINT',
  'BATCH_ENDPOINT',
  'ECS_ENDPOINT',
  'GLUE_ENDPOINT',
  'SAGEMAKER_ENDPOINT',
  'EVENTS_ENDPOINT',
  'EMR_ENDPOINT',
  'ATHENA_ENDPOINT',
  'EKS_ENDPOINT',
  'DATABREW_ENDPOINT',
  'STEPFUNCTIONS_ENDPOINT',
])

export async function checkServices(checkup: Checkup): Promise<readonly Finding[]> {
  const { environment } = checkup
  const names = Object.keys(environment).filter(
    (name) => serviceVariable.test(name) && (name.startsWith('AWS_ENDPOINT_URL') || localNames.has(name)),
  )
  const answers = await Promise.all(
    names.toSorted().map((name) => checkEndpoint(name, environment[name] ?? '')),
  )
  return [...answers, ...mockConfiguration(checkup)]
}

/** Whether anybody answers at the address that the variable has. */
export async function checkEndpoint(name: string, value: string): Promise<Finding> {
  if (!URL.canParse(value) || !/^https?:/.test(value))
    return problem('service', `${name} is "${value}"`, {
      expected: 'a URL such as http://127.0.0.1:4566',
      next: [`Correct it, or run: unset ${name}`],
    })
  try {
    await fetch(value, { method: 'HEAD', signal: AbortSignal.timeout(answerMsMax) })
    return ok('service', `${name} ${value} answers`)
  } catch (error) {
    const cause: unknown = (error as Error).cause
    const reason = cause instanceof Error ? cause.message : (error as Error).message
    return problem('service', `${name} ${value} does not answer (${reason})`, {
      expected: 'a service',
      next: [`Start it, correct the address, or run: unset ${name}`],
    })
  }
}

function mockConfiguration({ environment }: Checkup): readonly Finding[] {
  const file = environment['SFN_MOCK_CONFIG']
  if (file === undefined) return []
  if (existsSync(file)) return [ok('mocks', `SFN_MOCK_CONFIG is ${file}`)]
  return [
    problem('mocks', `SFN_MOCK_CONFIG is ${file}, and there is no such file`, {
      expected: 'a mock configuration',
      next: ['Correct the path, or run: unset SFN_MOCK_CONFIG'],
    }),
  ]
}
