/**
 * The plan of one stack: a step for each resource that the server or its functions directory can have, a sentence for
 * everything else. With `carryOut` each step is applied before the next one is planned, so that what it made (the
 * number of a version) is known there.
 */
import { UserError } from '../user-error.ts'
import { nestedSource, type NestedSource } from './nested-source.ts'
import { outputsOf } from './outputs.ts'
import { planActivity } from './plan-activity.ts'
import { planAlias } from './plan-alias.ts'
import { planFunction, whyNotHere } from './plan-function.ts'
import { planStateMachine } from './plan-state-machine.ts'
import { planVersion } from './plan-version.ts'
import { Properties } from './properties.ts'
import type { LeftOut } from './sam-transform.ts'
import { openStack, type Stack } from './stack.ts'
import type { Planner, Planning, Step } from './step.ts'
import { TemplateError, templateError } from './template-error.ts'
import type { Resource } from './template.ts'
import { ZipError } from './unzip.ts'
import { whyNotMade } from './unsupported.ts'

export interface StackPlan {
  readonly stack: Stack
  readonly steps: readonly Step[]
  readonly leftOut: readonly LeftOut[]
  /** What is wrong with the template, or refused by the server: nothing is applied where there is any. */
  readonly problems: readonly string[]
}

const planners: ReadonlyMap<string, Planner> = new Map([
  ['AWS::StepFunctions::StateMachine', planStateMachine],
  ['AWS::StepFunctions::Activity', planActivity],
  ['AWS::StepFunctions::StateMachineVersion', planVersion],
  ['AWS::StepFunctions::StateMachineAlias', planAlias],
  ['AWS::Lambda::Function', planFunction],
])

export interface PlanOptions extends Pick<Planning, 'api' | 'functionsDirectory' | 'config'> {
  /** Applies each step; without it nothing is changed anywhere. */
  readonly carryOut: boolean
  /** Called before a step is applied. */
  readonly onStep?: (step: Step) => void
}

export async function planStack(stack: Stack, options: PlanOptions): Promise<StackPlan> {
  const steps: Step[] = []
  const leftOut: LeftOut[] = [...stack.leftOut]
  const problems: string[] = []
  for (const resource of stack.resources) {
    try {
      const nested = nestedSource(resource, stack)
      if (nested) {
        const plan = await planNested(resource, { stack, nested, options })
        steps.push(...plan.steps.map((step) => ({ ...step, id: `${resource.id}/${step.id}` })))
        leftOut.push(...plan.leftOut.map((left) => ({ ...left, id: `${resource.id}/${left.id}` })))
        problems.push(...plan.problems)
      } else {
        const done = await planResource(resource, stack, options)
        if ('reason' in done) leftOut.push(done)
        else steps.push(done)
      }
    } catch (error) {
      problems.push(problemText(error, resource, stack))
    }
    // What stands behind it may need it.
    if (options.carryOut && problems.length > 0) break
  }
  return { stack, steps, leftOut, problems: [...problems, ...namesTwice(steps)] }
}

/** Plans the stack that a resource is, and learns its outputs. */
async function planNested(
  { id }: Resource,
  {
    stack,
    nested,
    options,
  }: { readonly stack: Stack; readonly nested: NestedSource; readonly options: PlanOptions },
): Promise<StackPlan> {
  const { source, parameters } = nested
  const inner = openStack(source, { at: stack.scope.at, exports: stack.scope.exports, parameters })
  const plan = await planStack(inner, options)
  const outputs = outputsOf(inner).map(
    ({ name, value }) => [`Outputs.${name}`, value ?? '(known on AWS only)'] as const,
  )
  stack.learn(id, { reference: source.name, attributes: Object.fromEntries(outputs) })
  return plan
}

async function planResource(resource: Resource, stack: Stack, options: PlanOptions): Promise<Step | LeftOut> {
  const planner = planners.get(resource.type)
  if (!planner) return { id: resource.id, what: resource.type, reason: whyNotMade(resource.type) }
  const planning: Planning = { ...options, resource, stack, properties: new Properties(resource, stack) }
  const reason = planner === planFunction ? whyNotHere(planning) : undefined
  if (reason !== undefined) return { id: resource.id, what: resource.type, reason }
  const step = await planner(planning)
  if (!options.carryOut) stack.learn(resource.id, step.values)
  else {
    options.onStep?.(step)
    stack.learn(resource.id, await step.apply())
  }
  return step
}

/** Two resources of one name would overwrite each other with each deployment. */
function namesTwice(steps: readonly Step[]): readonly string[] {
  const named = Map.groupBy(
    steps.filter(({ kind }) => kind !== 'version'),
    ({ kind, name }) => `${kind} ${name}`,
  )
  return [...named]
    .filter(([, some]) => some.length > 1)
    .map(
      ([what, some]) =>
        `${some.map(({ id }) => id).join(' and ')} are both the ${what}; give each a name of its own`,
    )
}

/** Messages of a template name their place; the server's and those of files get the resource's. */
function problemText(error: unknown, { id }: Resource, { scope }: Stack): string {
  if (error instanceof TemplateError) return error.message
  const isKnown = error instanceof UserError || error instanceof ZipError
  if (isKnown) return templateError(scope.template, ['Resources', id], error.message).message
  throw error
}
