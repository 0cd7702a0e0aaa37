/** A plan as a person reads it. */
import type { LeftOut } from './sam-transform.ts'
import type { StackPlan } from './plan-stack.ts'
import type { Action, Step } from './step.ts'
import { isNothingToDo } from './unsupported.ts'

const signs: Readonly<Record<Action, string>> = { create: '+', update: '~', unchanged: '=' }

/** The lines for one stack. */
export function renderPlan({ stack, steps, leftOut, problems }: StackPlan): readonly string[] {
  const { source } = stack
  const told = leftOut.filter(({ reason }) => !isNothingToDo(reason))
  const quiet = leftOut.filter(({ reason }) => isNothingToDo(reason))
  return [
    `stack ${source.name} (${source.template.file})`,
    ...steps.flatMap(stepLines),
    ...(steps.length === 0 ? ['  nothing that Stepwell makes'] : []),
    ...(told.length === 0 ? [] : ['  not done:', ...told.map(leftOutLine)]),
    ...(quiet.length === 0 ? [] : ['  nothing to do:', ...byReason(quiet)]),
    ...(problems.length === 0 ? [] : ['  problems:', ...problems.map((problem) => `    ${problem}`)]),
  ]
}

/** `2 to create, 1 to update, 3 unchanged`. */
export function planTotal(plans: readonly StackPlan[]): string {
  const actions = plans.flatMap(({ steps }) => steps.map(({ action }) => action))
  const count = (action: Action): number => actions.filter((other) => other === action).length
  const leftOut = plans.reduce(
    (sum, plan) => sum + plan.leftOut.filter(({ reason }) => !isNothingToDo(reason)).length,
    0,
  )
  const total = `${count('create')} to create, ${count('update')} to update, ${count('unchanged')} unchanged`
  return leftOut === 0 ? total : `${total}, ${leftOut} not done`
}

function stepLines({ id, kind, name, action, changes, notes }: Step): readonly string[] {
  return [
    `  ${signs[action]} ${action.padEnd(9)} ${kind} ${name} (${id})`,
    ...changes.map((change) => `      ${change}`),
    ...notes.map((note) => `      note: ${note}`),
  ]
}

function leftOutLine({ id, what, reason }: LeftOut): string {
  return `    ${id}, ${what}: ${reason}`
}

function byReason(leftOut: readonly LeftOut[]): readonly string[] {
  const groups = Map.groupBy(leftOut, ({ reason }) => reason)
  return [...groups].map(
    ([reason, some]) =>
      `    ${some.map(({ id }) => id).join(', ')}: ${reason.replace('nothing to do: ', '')}`,
  )
}

/** The plan, and whether it was carried out, as one document. */
export function planForMachines(
  plans: readonly StackPlan[],
  applied: readonly StackPlan[] | undefined,
): object {
  const late = (applied ?? []).flatMap(({ problems }) => problems)
  return {
    applied: applied !== undefined && late.length === 0,
    stacks: (late.length > 0 ? applied! : plans).map(({ stack, steps, leftOut, problems }) => ({
      name: stack.source.name,
      template: stack.source.template.file,
      resources: steps.map(({ id, kind, name, action, changes, notes }) => ({
        id,
        kind,
        name,
        action,
        changes,
        notes,
      })),
      notDone: leftOut,
      problems,
    })),
  }
}
