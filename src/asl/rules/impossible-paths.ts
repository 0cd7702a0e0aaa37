/** "A path names something that can be there when it is read." */
import { impossibleReads } from '../analysis/data-flow.ts'
import type { DataShape } from '../analysis/data-shape.ts'
import type { Impossible } from '../analysis/shape-path.ts'
import { nearestName } from '#query'
import type { Outline, StateSyntax } from '../outline.ts'
import { memberOf, stringOf, type StringNode } from '../syntax/node.ts'
import { atValue, type Advice, type Report } from './report.ts'

export function impossiblePaths(outline: Outline, report: Report): void {
  if (outline.language === 'JSONata') return
  for (const reads of impossibleReads(outline).values()) {
    const told = new Set<string>()
    for (const { node, read } of reads) {
      if (told.has(node.value)) continue
      told.add(node.value)
      tell(node, read, { outline, report })
    }
  }
}

interface Tools {
  readonly outline: Outline
  readonly report: Report
}

function tell(node: StringNode, { step, found }: Impossible, { outline, report }: Tools): void {
  report.warning('IMPOSSIBLE_PATH', `${node.value} cannot exist here: ${reason(step, found)}.`, {
    place: atValue(node),
    ...advice(step, found, outline),
  })
}

function reason(step: string | number, found: DataShape): string {
  const wanted = typeof step === 'number' ? `the index ${step}` : `the name ${step}`
  switch (found.kind) {
    case 'list': {
      const { madeBy } = found
      if (!madeBy) return `${wanted} is looked for in a list`
      const items = madeBy.type === 'Parallel' ? 'one item a branch' : 'one item an iteration'
      return `the result of ${madeBy.name}, a list with ${items}, has replaced the document`
    }
    case 'scalar':
      return `${wanted} is looked for in a ${found.what} value`
    case 'object': {
      const names = [...found.members.keys()].slice(0, 10)
      return names.length > 0
        ? `${wanted} is not among ${names.join(', ')}, which is all there is`
        : `${wanted} is looked for in an empty object`
    }
    case 'any':
      return `${wanted} is not there`
  }
}

function advice(step: string | number, found: DataShape, outline: Outline): Advice {
  if (found.kind === 'list' && found.madeBy) return keepDocument(found.madeBy, outline)
  if (found.kind === 'object' && typeof step === 'string') {
    const meant = nearestName(step, [...found.members.keys()])
    if (meant !== undefined) return { help: `Did you mean ${meant}?` }
  }
  return {}
}

/** With a ResultPath the result of a Parallel or Map goes beside what was there before. */
function keepDocument(state: StateSyntax, outline: Outline): Advice {
  const json = JSON.stringify(`$.${memberName(state.name)}`)
  const help = `Give ${state.name} "ResultPath": ${json}, so that the document survives and the result is beside it.`
  const existing = memberOf(state.node, 'ResultPath')
  if (existing && stringOf(state.node, 'ResultPath') !== '$') return { help }
  const edits = existing
    ? outline.editor.replace(existing.value, json)
    : outline.editor.add(state.node, 'ResultPath', { json, after: 'Branches' })
  return { help, fix: { title: `Keep the document: ${state.name} gets a ResultPath`, edits } }
}

/** `Apply Filters` as a name in a document: `applyFilters`. */
function memberName(stateName: string): string {
  const words = stateName.split(/[^A-Za-z0-9]+/).filter(Boolean)
  const joined = words.map((word, i) => (i === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('')
  const name = joined.slice(0, 1).toLowerCase() + joined.slice(1)
  return /^[a-z]/.test(name) ? name : `result${name}`
}
