/** "This release runs JSONPath: JSONata, variables and the Distributed Map come with the next one." */
import type { Outline, StateSyntax } from '../outline.ts'
import { memberOf, stringOf, valueOf, type Member, type ObjectNode } from '../syntax/node.ts'
import { atMember, type Report } from './report.ts'

const distributedFields = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label']

export function unsupportedFeatures(outline: Outline, report: Report): void {
  const language = memberOf(outline.root, 'QueryLanguage')
  if (language && outline.language === 'JSONata') unsupported('The query language JSONata', language, report)
  for (const { node } of outline.objects) {
    const assign = memberOf(node, 'Assign')
    if (assign) unsupported('Assign', assign, report)
  }
  for (const state of outline.states) {
    const own = memberOf(state.node, 'QueryLanguage')
    if (own && outline.language === 'JSONPath' && state.language === 'JSONata') {
      unsupported('The query language JSONata', own, report)
    }
    const distributed = state.type === 'Map' ? distributedMark(state) : undefined
    if (distributed) unsupported('A Distributed Map', distributed, report)
  }
}

/** What makes a Map a distributed one. */
function distributedMark(state: StateSyntax): Member | undefined {
  const processor = valueOf(state.node, 'ItemProcessor')
  const config = processor?.kind === 'object' ? valueOf(processor, 'ProcessorConfig') : undefined
  if (config?.kind === 'object' && isDistributed(config)) return memberOf(config, 'Mode')
  return distributedFields.map((name) => memberOf(state.node, name)).find(Boolean)
}

function isDistributed(config: ObjectNode): boolean {
  return stringOf(config, 'Mode') === 'DISTRIBUTED'
}

function unsupported(feature: string, member: Member, report: Report): void {
  report.error(
    'UNSUPPORTED_FEATURE',
    `${feature} is not supported by this release of Stepwell, which runs JSONPath.`,
    {
      place: atMember(member),
      help: 'It comes with the next release.',
    },
  )
}
