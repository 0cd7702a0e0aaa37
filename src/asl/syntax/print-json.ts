/** A syntax tree as JSON text: what was read as YAML, or had to be repaired, comes out as plain JSON. */
import { printJson } from '#base'
import type { SyntaxNode } from './node.ts'

const step = '  '

/** The text, indented by two blanks. Names stay in their order, numbers as they were written; reading it gives the same tree. */
export function printSyntax(node: SyntaxNode, indent = ''): string {
  const inner = indent + step
  if (node.kind === 'array') {
    return bracketed(
      '[]',
      node.items.map((item) => inner + printSyntax(item, inner)),
      indent,
    )
  }
  if (node.kind !== 'object') return printJson(node.value)
  const members = node.members.map(
    ({ key, value }) => `${inner}${JSON.stringify(key)}: ${printSyntax(value, inner)}`,
  )
  return bracketed('{}', members, indent)
}

function bracketed(brackets: '[]' | '{}', lines: readonly string[], indent: string): string {
  return lines.length === 0 ? brackets : `${brackets[0]}\n${lines.join(',\n')}\n${indent}${brackets[1]}`
}
