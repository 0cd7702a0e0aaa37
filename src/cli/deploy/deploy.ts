/**
 * `stepwell deploy TARGET`: reads stacks, plans them against a server, shows the plan, and applies it.
 *
 * 1. Nothing is changed before the whole plan is known, and nothing at all where it has a problem.
 * 2. What is not done is told, with the reason.
 * 3. It is idempotent: a second run finds everything unchanged.
 */
import { resolve } from 'node:path'
import { findConfigFile, readConfigFile } from '../config-file.ts'
import { findMissingFunctions, type Asking } from './find-missing-functions.ts'
import { findStacks } from './find-stacks.ts'
import { checkParameterNames, declaredParameters, readParameterOptions } from './parameter-options.ts'
import { outputsOf } from './outputs.ts'
import { planStack, type PlanOptions, type StackPlan } from './plan-stack.ts'
import { planForMachines, planTotal, renderPlan } from './render-plan.ts'
import { signIn } from './sign-in.ts'
import { openStack, type Stack, type StackOptions } from './stack.ts'
import type { StackSource } from './stack-source.ts'
import type { TemplateValue } from './template.ts'

export interface DeployOptions {
  readonly endpoint: string
  readonly region?: string
  readonly stackName?: string
  /** `NAME=VALUE`, as often as given. */
  readonly parameter: readonly string[]
  /** Where `stepwell dev` finds functions. */
  readonly functions: string
  readonly config?: string
  readonly dryRun: boolean
  readonly json: boolean
}

/** A server that follows its files takes new ones over in less than a second. */
const reloadMsMax = 3000

/** Resolves with the exit code: 0 where all is deployed (or planned), 1 where the plan has a problem. */
export async function deploy(
  target: string,
  options: DeployOptions,
  say: (line: string) => void = (line) => console.log(line),
): Promise<number> {
  const parameters = readParameterOptions(options.parameter)
  const sources = findStacks(target, options.stackName)
  checkParameterNames(sources, parameters)
  const { endpoint, region, json, dryRun } = options
  const { api, at, credentials } = await signIn({ endpoint, region })
  const tell = json ? () => undefined : say
  const planning: Omit<PlanOptions, 'carryOut'> = {
    api,
    functionsDirectory: resolve(options.functions),
    config: readConfigFile(options.config ?? findConfigFile()),
    onStep: ({ action, kind, name }) => {
      if (action !== 'unchanged') tell(`${action} ${kind} ${name}`)
    },
  }
  const pass = (carryOut: boolean) => run(sources, { at, parameters }, { ...planning, carryOut })

  tell(`to ${endpoint}, account ${at.account}, region ${at.region}`)
  const plans = await pass(false)
  for (const line of [...plans.flatMap(renderPlan), planTotal(plans)]) tell(line)
  const applied = dryRun || problemsOf(plans).length > 0 ? [] : await pass(true)
  const outcome = applied.length > 0 ? applied : undefined
  if (json) say(JSON.stringify(planForMachines(plans, outcome), null, 2))
  for (const line of conclusion(plans, outcome)) tell(line)
  for (const line of await functionLines(applied, { endpoint, at, credentials, waitMs: reloadMsMax }))
    tell(line)
  return problemsOf([...plans, ...applied]).length > 0 ? 1 : 0
}

function problemsOf(plans: readonly StackPlan[]): readonly string[] {
  return plans.flatMap(({ problems }) => problems)
}

/** Stacks one after the other: what one exports, those behind it import. */
async function run(
  sources: readonly StackSource[],
  options: Omit<StackOptions, 'exports'>,
  planning: PlanOptions,
): Promise<readonly StackPlan[]> {
  const exports = new Map<string, TemplateValue>()
  const plans: StackPlan[] = []
  for (const source of sources) {
    const stack = openStack(source, {
      ...options,
      parameters: declaredParameters(source, options.parameters),
      exports,
    })
    plans.push(await planStack(stack, planning))
    for (const { exportName, value } of outputsOf(stack))
      if (exportName !== undefined && value !== undefined) exports.set(exportName, value)
    if (planning.carryOut && plans.at(-1)!.problems.length > 0) break
  }
  return plans
}

/** What came of it; `applied` is undefined where nothing was to be changed. */
function conclusion(
  plans: readonly StackPlan[],
  applied: readonly StackPlan[] | undefined,
): readonly string[] {
  const problems = problemsOf(plans).length
  if (problems > 0)
    return [`nothing was deployed: ${problems} problem${problems === 1 ? '' : 's'} (see above)`]
  if (!applied) return ['nothing was deployed: --dry-run']
  const late = problemsOf(applied)
  if (late.length > 0)
    return [...late, 'the deployment stopped here; mend it and deploy again: what is done stays as it is']
  return [...applied.flatMap(({ stack }) => outputLines(stack)), 'deployed']
}

function outputLines(stack: Stack): readonly string[] {
  return outputsOf(stack).map(({ name, value }) => {
    const text =
      value === undefined ? '(known on AWS only)' : typeof value === 'string' ? value : JSON.stringify(value)
    return `output ${stack.source.name}.${name} = ${text}`
  })
}

/** Tells where a server would have to look for functions that it does not find. */
async function functionLines(applied: readonly StackPlan[], asking: Asking): Promise<readonly string[]> {
  const steps = applied.flatMap((plan) => plan.steps.filter(({ kind }) => kind === 'function'))
  if (steps.length === 0) return []
  const missing = await findMissingFunctions(
    steps.map(({ name }) => name),
    asking,
  )
  if (missing.length === 0) return []
  const names = missing.map(({ name }) => name).join(', ')
  return [
    `note: the server does not run ${names} (${missing[0]!.reason}). "stepwell dev" finds functions in its --functions directory at ` +
      'once, "stepwell serve" when it starts: start it again, or deploy with --functions DIR to the one that it has.',
  ]
}
