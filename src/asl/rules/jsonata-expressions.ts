/** "A text that begins with {% ends with %}, and between them is a JSONata expression that can be read." */
import { JsonataSyntaxError, QuerySyntaxError } from '#query'
import { locate } from '../analysis/locate.ts'
import type { Outline, ShapedMember } from '../outline.ts'
import type { StringNode, SyntaxNode } from '../syntax/node.ts'
import { atValue, type Report } from './report.ts'

export function jsonataExpressions(outline: Outline, report: Report): void {
  for (const shaped of outline.members) {
    const { jsonata } = shaped.field
    if (shaped.object.language !== 'JSONata' || jsonata === undefined) continue
    const halves = halvesIn(shaped.member.value, [])
    for (const half of halves) {
      report.schema('JSONata string must start with {% and end with %}', atValue(half), {
        help: 'Only a text that is one expression from its first to its last character is evaluated.',
      })
    }
    if (halves.length > 0) continue
    if (jsonata === 'expression') expression(shaped, outline, report)
    else template(shaped, outline, report)
  }
}

function isHalf(text: string): boolean {
  return text.startsWith('{%') !== text.endsWith('%}') || text === '{%}'
}

function expression({ member }: ShapedMember, { queries }: Outline, report: Report): void {
  const { value } = member
  const compiled = value.kind === 'string' ? queries.expression(value.value) : undefined
  if (compiled instanceof QuerySyntaxError) invalid(compiled, value, report)
}

function template({ member }: ShapedMember, { queries }: Outline, report: Report): void {
  const compiled = queries.jsonataTemplate(member.value)
  if ('evaluate' in compiled) return
  for (const { pointer, message, detail } of compiled) {
    invalid(detail ?? { message }, locate(member.value, pointer).node, report)
  }
}

// The code is AWS's: what does not parse is INVALID, what could never read anything is UNSUPPORTED.
function invalid(problem: { readonly message: string }, node: SyntaxNode, report: Report): void {
  const code = problem instanceof JsonataSyntaxError ? problem.code : 'INVALID_JSONATA_EXPRESSION'
  const help = code === 'UNSUPPORTED_JSONATA_EXPRESSION' ? { help: startingPoints } : {}
  report.error(code, problem.message, { place: atValue(node), ...help })
}

const startingPoints =
  'An expression begins at $states.input, $states.context or a variable; a text in it stands in quotes.'

/** Adds the texts that are half an expression to those that are found. */
function halvesIn(node: SyntaxNode, found: StringNode[]): readonly StringNode[] {
  if (node.kind === 'string' && isHalf(node.value)) found.push(node)
  if (node.kind === 'array') for (const item of node.items) halvesIn(item, found)
  if (node.kind === 'object') for (const { value } of node.members) halvesIn(value, found)
  return found
}
