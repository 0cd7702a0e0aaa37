/** "The value of a field has the type that the specification gives it." */
import { toNumber } from '#base'
import { isPlaceholder } from '../fields/placeholder.ts'
import type { FieldKind } from '../fields/field.ts'
import { fieldOf, type Outline, type ShapedMember } from '../outline.ts'
import { memberOf, type StringNode, type SyntaxNode } from '../syntax/node.ts'
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
  // A template may be any JSON value: AWS's own language service takes a text, a number or a boolean.
  template: undefined,
  items: 'Object or Array',
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
  tools.report.schema(
    `Expected value of type [${expected.toUpperCase().replace(' OR ', ', ')}]`,
    atValue(value),
    {
      help: `${member.key} takes no path; ${name} does.`,
      fix: { title: `Use ${name}`, edits: tools.outline.editor.rename(member, name) },
    },
  )
  return true
}

function expectedOf({ field, member, object }: ShapedMember): Expected | undefined {
  const { value } = member
  if (value.kind === 'null' && field.kind.startsWith('nullable')) return undefined
  const mayBeExpression = object.language === 'JSONata' && (field.jsonata ?? 'members') !== 'members'
  if (mayBeExpression && value.kind === 'string' && value.value.startsWith('{%')) return undefined
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

const kindOf = { String: 'string', Boolean: 'boolean', Number: 'number', Object: 'object', Array: 'array' }

function fits(value: SyntaxNode, expected: Expected): boolean {
  switch (expected) {
    case 'Integer':
      return value.kind === 'number' && Number.isInteger(toNumber(value.value))
    case 'Object or Array':
      return value.kind === 'object' || value.kind === 'array'
    default:
      return value.kind === kindOf[expected]
  }
}

function mismatch(value: SyntaxNode, expected: Expected, { outline, report }: Tools): void {
  if (value.kind === 'string' && isPlaceholder(value.value)) {
    unresolved(value, expected, report)
    return
  }
  const meant = meaning(value, expected)
  const advice: Advice =
    meant === undefined
      ? {}
      : {
          help: `Write ${meant} without quotation marks.`,
          fix: { title: `Write ${meant}`, edits: outline.editor.replace(value, meant) },
        }
  report.schema(
    `Expected value of type [${expected.toUpperCase().replace(' OR ', ', ')}]`,
    atValue(value),
    advice,
  )
}

/** `"MaxConcurrency": "${Concurrency}"`: what a deployment tool puts there has the right type, one hopes. */
function unresolved(value: StringNode, expected: Expected, report: Report): void {
  report.error(
    'UNRESOLVED_PLACEHOLDER',
    `${value.value} is a placeholder that nothing has filled in, where a value of type ${expected} belongs.`,
    { place: atValue(value), help: 'CloudFormation, SAM and Terraform fill it in when they deploy.' },
  )
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
