/** "A field that the specification does not name for its place is not allowed there." */
import { nearestName } from '#query'
import {
  machineShape,
  branchShape,
  catcherShape,
  itemProcessorShape,
  retrierShape,
} from '../fields/object-shapes.ts'
import { choiceRuleShape } from '../fields/choice-shapes.ts'
import { stateShapes } from '../fields/state-shapes.ts'
import { fieldOf, type Outline, type ShapedObject } from '../outline.ts'
import { memberOf, type Member } from '../syntax/node.ts'
import { atOwner, type Advice, type Report } from './report.ts'

const everyField: ReadonlySet<string> = new Set(
  [
    machineShape,
    branchShape,
    itemProcessorShape,
    retrierShape,
    catcherShape,
    choiceRuleShape,
    ...Object.values(stateShapes),
  ].flatMap((shape) => Object.keys(shape.fields)),
)

export function knownFields(outline: Outline, report: Report): void {
  for (const object of outline.objects) {
    for (const member of object.node.members) check(member, object, { outline, report })
  }
}

interface Tools {
  readonly outline: Outline
  readonly report: Report
}

function check(member: Member, object: ShapedObject, { outline, report }: Tools): void {
  const field = fieldOf(object.shape, member.key)
  const place = atOwner(object.node, member)
  if (!field) {
    report.schema(`Field '${member.key}' is not supported`, place, advice(member, object, outline))
  } else if (field.language !== undefined && field.language !== object.language) {
    report.schema(
      `The QueryLanguage is set to '${object.language}', but field '${member.key}' is only supported for the '${field.language}' QueryLanguage`,
      place,
    )
  }
}

function advice(member: Member, object: ShapedObject, outline: Outline): Advice {
  const { shape, node } = object
  if (everyField.has(member.key)) return misplaced(member, object, outline)
  const candidates = Object.keys(shape.fields).filter((name) => !memberOf(node, name))
  const meant = nearestName(member.key, candidates)
  if (meant === undefined)
    return { help: `The fields of ${shape.what} are ${list(Object.keys(shape.fields))}.` }
  const edits = outline.editor.rename(member, meant)
  return { help: `Did you mean ${meant}?`, fix: { title: `Rename ${member.key} to ${meant}`, edits } }
}

/** A field of the language in the wrong place. Where the state ends anyway, saying so again can simply go. */
function misplaced(member: Member, object: ShapedObject, outline: Outline): Advice {
  const { shape, node, state } = object
  const remove = { title: `Remove ${member.key}`, edits: outline.editor.remove(node, member) }
  const terminal = state?.node === node && (state.type === 'Fail' || state.type === 'Succeed')
  if (terminal && (member.key === 'End' || member.key === 'Next')) {
    return { help: `${sentence(shape.what)} always ends its branch. Remove ${member.key}.`, fix: remove }
  }
  if (state?.node === node && state.type === 'Choice' && member.key === 'End') {
    return { help: 'A Choice state goes on by its rules and its Default. Remove End.', fix: remove }
  }
  if (
    state?.node === node &&
    state.type === 'Choice' &&
    member.key === 'Next' &&
    !memberOf(node, 'Default')
  ) {
    const edits = outline.editor.rename(member, 'Default')
    return {
      help: 'A Choice state names the state for all other inputs in Default.',
      fix: { title: 'Rename Next to Default', edits },
    }
  }
  return { help: `${sentence(shape.what)} cannot have it.` }
}

function list(names: readonly string[]): string {
  return names.join(', ')
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
