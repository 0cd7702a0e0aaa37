/**
 * `stepwell doctor`: looks at everything that has to be right between a client and its workflow's end, and says of
 * what is not what was found, what was expected, and what to do. It changes nothing.
 */
import { resolve } from 'node:path'
import { findConfigFile, readConfigFile } from '../config-file.ts'
import { UserError } from '../user-error.ts'
import { askServer } from './ask-server.ts'
import { checkClock } from './check-clock.ts'
import { checkCredentials } from './check-credentials.ts'
import { checkDataDirectory } from './check-data-directory.ts'
import { checkEncryption } from './check-encryption.ts'
import { checkFunctions } from './check-functions.ts'
import { checkNode } from './check-node.ts'
import { checkServer } from './check-server.ts'
import { checkServices } from './check-services.ts'
import { checkSyncPrefix } from './check-sync-prefix.ts'
import { checkTelemetry } from './check-telemetry.ts'
import { checkVariables } from './check-variables.ts'
import type { Checkup } from './checkup.ts'
import type { Finding } from './finding.ts'

export interface DoctorOptions {
  readonly endpoint: string
  /** `.stepwell` where it is not said. */
  readonly data?: string
  readonly functions: string
  readonly config?: string
  readonly json: boolean
}

/** Prints a line for each check. Resolves with the exit code: 1 where there is a problem. */
export async function doctor(
  options: DoctorOptions,
  say: (line: string) => void = (line) => console.log(line),
): Promise<number> {
  const findings = await examine(await openCheckup(options))
  if (options.json) say(JSON.stringify({ findings }, null, 2))
  else for (const line of findings.flatMap(findingLines)) say(line)
  const problems = findings.filter(({ status }) => status === 'problem').length
  if (!options.json) say(conclusion(findings, problems))
  return problems > 0 ? 1 : 0
}

/** All checks, in the order in which one would mend what they find. */
export async function examine(checkup: Checkup): Promise<readonly Finding[]> {
  return [
    checkNode(),
    ...checkDataDirectory(checkup),
    ...checkEncryption(checkup),
    await checkServer(checkup),
    ...checkClock(checkup),
    ...checkVariables(checkup),
    await checkCredentials(checkup),
    await checkSyncPrefix(checkup),
    ...(await checkServices(checkup)),
    ...(await checkTelemetry(checkup)),
    ...(await checkFunctions(checkup)),
  ]
}

async function openCheckup(options: DoctorOptions): Promise<Checkup> {
  if (!URL.canParse(options.endpoint))
    throw new UserError(`--endpoint is "${options.endpoint}"; expected a URL such as http://127.0.0.1:8083.`)
  const endpoint = new URL(options.endpoint)
  return {
    endpoint,
    dataDirectory: options.data ?? '.stepwell',
    dataIsNamed: options.data !== undefined,
    functionsDirectory: resolve(options.functions),
    config: readConfigFile(options.config ?? findConfigFile()),
    environment: process.env,
    server: await askServer(endpoint),
  }
}

function findingLines({ check, status, found, expected, next = [] }: Finding): readonly string[] {
  const line = `${status.padEnd(7)}  ${check}: ${found}`
  const wanted = expected === undefined ? '' : `; expected ${expected}`
  return [`${line}${wanted}`, ...next.map((step) => `           ${step}`)]
}

function conclusion(findings: readonly Finding[], problems: number): string {
  const warnings = findings.filter(({ status }) => status === 'warning').length
  const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
  return `${count(problems, 'problem')}, ${count(warnings, 'warning')}, ${findings.length - problems - warnings} ok`
}
