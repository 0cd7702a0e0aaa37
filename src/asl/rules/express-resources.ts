/** "An express state machine has no activities, no .sync and no .waitForTaskToken tasks." */
import { executionTypes } from '../analysis/execution-types.ts'
import type { Outline } from '../outline.ts'
import { parseResource, type Resource } from '../resource.ts'
import { valueOf } from '../syntax/node.ts'
import { atValue, type Report } from './report.ts'

export function expressResources(outline: Outline, report: Report): void {
  const types = executionTypes(outline)
  for (const { node, type, block } of outline.states) {
    const value = valueOf(node, 'Resource')
    if (type !== 'Task' || types.get(block) !== 'EXPRESS' || value?.kind !== 'string') continue
    const message = refusal(parseResource(value.value))
    if (message) report.schema(message, atValue(value))
  }
}

// The space at the end of the second message is AWS's own (feature map §1.9).
function refusal(resource: Resource | undefined): string | undefined {
  if (resource?.kind === 'activity') return 'Express state machine does not support Activity ARN'
  if (resource?.kind !== 'service') return undefined
  if (resource.pattern === 'waitForTaskToken') {
    return "Express state machine does not support '.waitForTaskToken' service integration "
  }
  return resource.pattern === 'request-response'
    ? undefined
    : "Express state machine does not support '.sync' service integration"
}
