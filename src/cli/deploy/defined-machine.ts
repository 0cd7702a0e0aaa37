import type { ResourceValues } from './scope.ts'
import type { Stack } from './stack.ts'

/** The stack's own state machine of an ARN; undefined where another stack has it, or nobody. */
export function definedMachine(stack: Stack, arn: string): ResourceValues | undefined {
  const machines = stack.resources.filter(({ type }) => type === 'AWS::StepFunctions::StateMachine')
  return machines.map(({ id }) => stack.scope.resource(id)).find((values) => values?.reference === arn)
}
