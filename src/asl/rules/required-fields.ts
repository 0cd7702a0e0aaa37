/** "A required field must be there." */
import type { Shape } from '../fields/field.ts'
import { blockTransitions } from '../transitions.ts'
import type { Outline, ShapedObject } from '../outline.ts'
import { memberOf } from '../syntax/node.ts'
import { atStart, type Advice, type Report } from './report.ts'

export function requiredFields(outline: Outline, report: Report): void {
  for (const object of outline.objects) {
    const required = requiredNames(object.shape)
    if (required.every((name) => memberOf(object.node, name))) continue
    const missing = required.filter((name) => !memberOf(object.node, name))
    report.schema(
      `These fields are required: [${missing.join(', ')}]`,
      placeOf(object),
      advice(missing, object, outline),
    )
  }
}

const requiredOf = new WeakMap<Shape, readonly string[]>()

function requiredNames(shape: Shape): readonly string[] {
  const known = requiredOf.get(shape)
  if (known) return known
  const names = Object.keys(shape.fields).filter((name) => shape.fields[name]!.required)
  requiredOf.set(shape, names)
  return names
}

function placeOf({ node, state }: ShapedObject) {
  return state?.node === node ? { pointer: node.pointer, span: state.member.keySpan } : atStart(node)
}

/** Where one state only is nobody's target, it is the one to start at. */
function advice(missing: readonly string[], object: ShapedObject, outline: Outline): Advice {
  if (missing.length !== 1 || missing[0] !== 'StartAt') return {}
  const block = outline.blocks.find(({ node }) => node === object.node)
  if (!block) return {}
  const targets = new Set(blockTransitions(block).map(({ target }) => target))
  const sources = [...block.states.keys()].filter((name) => !targets.has(name))
  const start =
    block.states.size === 1 ? [...block.states.keys()][0] : sources.length === 1 ? sources[0] : undefined
  if (start === undefined) return { help: 'Name the first state in StartAt.' }
  const json = JSON.stringify(start)
  const [first] = object.node.members
  const edits = outline.editor.add(
    object.node,
    'StartAt',
    first?.key === 'Comment' ? { json, after: 'Comment' } : { json },
  )
  return {
    help: `Nothing leads to ${start}: the machine probably starts there.`,
    fix: { title: `Start at ${start}`, edits },
  }
}
