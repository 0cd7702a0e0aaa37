/** "A Map with fields of a Distributed Map says that it is one, and of which type its child executions are." */
import {
  distributedField,
  hasDistributedMode,
  isDistributed,
  processorConfig,
  processorOf,
} from '../map-mode.ts'
import type { Outline, StateSyntax } from '../outline.ts'
import { memberOf } from '../syntax/node.ts'
import { atMember, type Advice, type Report } from './report.ts'

// What is meant is clear, so these are warnings: the Map runs as a Distributed one, with Standard children.
export function mapModes(outline: Outline, report: Report): void {
  for (const state of outline.states) {
    if (!isDistributed(state)) continue
    if (!hasDistributedMode(state)) modeMissing(state, outline, report)
    else if (!memberOf(processorConfig(state)!, 'ExecutionType')) typeMissing(state, outline, report)
  }
}

function modeMissing(state: StateSyntax, outline: Outline, report: Report): void {
  const { key, value } = distributedField(state)!
  report.warning(
    'DISTRIBUTED_MODE_ASSUMED',
    `${state.name} has ${key}, which only a Distributed Map has, so it runs as one; its Mode does not say so.`,
    { place: { pointer: value.pointer, span: distributedField(state)!.keySpan }, ...setMode(state, outline) },
  )
}

function setMode(state: StateSyntax, { editor }: Outline): Advice {
  const help =
    'Say "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"} in its ItemProcessor.'
  const config = processorConfig(state)
  const mode = config && memberOf(config, 'Mode')
  if (mode)
    return {
      help,
      fix: { title: 'Set Mode to DISTRIBUTED', edits: editor.replace(mode.value, '"DISTRIBUTED"') },
    }
  const processor = processorOf(state)
  if (config || !processor) return { help }
  const json = '{ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }'
  return {
    help,
    fix: { title: 'Add the ProcessorConfig', edits: editor.add(processor, 'ProcessorConfig', { json }) },
  }
}

function typeMissing(state: StateSyntax, { editor }: Outline, report: Report): void {
  const config = processorConfig(state)!
  report.warning(
    'EXECUTION_TYPE_ASSUMED',
    `${state.name} does not say of which type its child executions are; they run as STANDARD.`,
    {
      place: atMember(memberOf(config, 'Mode')!),
      help: 'Say "ExecutionType": "STANDARD" or "EXPRESS" beside the Mode.',
      fix: {
        title: 'Add ExecutionType STANDARD',
        edits: editor.add(config, 'ExecutionType', { json: '"STANDARD"', after: 'Mode' }),
      },
    },
  )
}
