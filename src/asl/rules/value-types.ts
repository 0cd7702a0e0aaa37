/** "The value of a field has the type that the specification gives it." */
import { toNumber } from '#base'
import type { FieldKind } from '../fields/field.ts'
import { fieldOf, type Outline, type ShapedMember } from '../outline.ts'
import { memberOf, type SyntaxNode } from '../syntax/node.ts'
import { atValue, type Advice, type Report } from './report.ts'

type Expected = 'String' | 'Boolean' | 'Integer' | 'Number' | 'Object' | 'Array' | 'Object or Array'

const expectations: Readonly<Record<FieldKind, Expected | undefined>> = {
  text: 'String',
  timestamp: 'String',
  path: 'String',
  'definite-path': 'String',
  'nullable-path': 'String',
  'nullable-reference-path': 'String',
  'text-expression': 'String',
  boolean: 'Boolean',
  integer: 'Integer',
  number: 'Number',
  object: 'Object',
  array: 'Array',
  template: 'Object or Array',
  json: undefined,
}

export function valueTypes(outline: Outline, report: Report): void {
  for (const shaped of outline.members) {
    const { value } = shaped.member
    const expected = expectedOf(shaped)
    if (expected && !fits(value, expected)) {
      if (!readAsPath(shaped, expected, { outline, report })) mismatch(value, expected, { outline, report })
    } else elements(shaped, { outline, report })
  }
}

interface Tools {
  readonly outline: Outline
  readonly report: Report
}

/** `"Seconds": "$.wait"`: the field of that name takes no path, its twin with `Path` does. */
function readAsPath({ member, object }: ShapedMember, expected: Expected, tools: Tools): boolean {
  const name = `${member.key}Path`
  const { value } = member
  if (value.kind !== 'string' || !/^\$(\$?[.[]|$)/.test(value.value)) return false
  if (!fieldOf(object.shape, name) || memberOf(object.node, name)) return false
  tools.report.schema(`Expected value of type ${expected}`, atValue(value), {
    help: `${member.key} takes no path; ${name} does.`,
    fix: { title: `Use ${name}`, edits: tools.outline.editor.rename(member, name) },
  })
  return true
}

function expectedOf({ field, member, object }: ShapedMember): Expected | undefined {
  const { value } = member
  if (value.kind === 'null' && field.kind.startsWith('nullable')) return undefined
  if (object.language === 'JSONata' && value.kind === 'string' && value.value.startsWith('{%'))
    return undefined
  return expectations[field.kind]
}

function elements({ field, member }: ShapedMember, tools: Tools): void {
  const { value } = member
  if (field.elements === undefined) return
  const expected = field.elements === 'text' ? 'String' : 'Object'
  const nodes =
    value.kind === 'array'
      ? value.items
      : value.kind === 'object'
        ? value.members.map((inner) => inner.value)
        : []
  for (const node of nodes) if (!fits(node, expected)) mismatch(node, expected, tools)
}

function fits(value: SyntaxNode, expected: Expected): boolean {
  switch (expected) {
    case 'Integer':
      return value.kind === 'number' && Number.isInteger(toNumber(value.value))
    case 'Object or Array':
      return value.kind === 'object' || value.kind === 'array'
    default:
      return value.kind === expected.toLowerCase()
  }
}

function mismatch(value: SyntaxNode, expected: Expected, { outline, report }: Tools): void {
  const meant = meaning(value, expected)
  const advice: Advice =
    meant === undefined
      ? {}
      : {
          help: `Write ${meant} without quotation marks.`,
          fix: { title: `Write ${meant}`, edits: outline.editor.replace(value, meant) },
        }
  report.schema(`Expected value of type ${expected}`, atValue(value), advice)
}

/** A boolean or number that was written as a text. */
function meaning(value: SyntaxNode, expected: Expected): string | undefined {
  if (value.kind !== 'string') return undefined
  const text = value.value.trim()
  if (expected === 'Boolean') return /^(true|false)$/i.test(text) ? text.toLowerCase() : undefined
  const isNumeral = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)
  if (expected === 'Integer') return isNumeral && Number.isInteger(Number(text)) ? text : undefined
  return expected === 'Number' && isNumeral ? text : undefined
}
