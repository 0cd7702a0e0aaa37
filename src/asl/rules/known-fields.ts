/** "A field that the specification does not name for its place is not allowed there." */
import { isLanguageField } from '../correct-names.ts'
import { fieldOf, type Outline, type ShapedObject } from '../outline.ts'
import { memberOf, type Member } from '../syntax/node.ts'
import { atOwner, type Advice, type Report } from './report.ts'

export function knownFields(outline: Outline, report: Report): void {
  const misspelled = new Map(outline.misspellings.map(({ member, written }) => [member, written]))
  for (const object of outline.objects) {
    for (const member of object.node.members) {
      const written = misspelled.get(member)
      if (written === undefined) check(member, object, { outline, report })
      else misspelling(member, written, { outline, report, object })
    }
  }
  untypedStates(outline, { report, misspelled })
}

/** The objects of states without a type have no shape; a misspelled Type is all that can be said of them. */
function untypedStates(
  outline: Outline,
  { report, misspelled }: { report: Report; misspelled: ReadonlyMap<Member, string> },
): void {
  for (const { type, node } of outline.states) {
    if (type !== undefined) continue
    for (const member of node.members) {
      const written = misspelled.get(member)
      if (written !== undefined) misspelling(member, written, { outline, report, object: { node } })
    }
  }
}

function misspelling(
  member: Member,
  written: string,
  { outline, report, object }: Tools & { readonly object: Pick<ShapedObject, 'node'> },
): void {
  report.schema(`Field '${written}' is not supported`, atOwner(object.node, member), {
    help: `Did you mean ${member.key}?`,
    fix: { title: `Rename ${written} to ${member.key}`, edits: outline.editor.rename(member, member.key) },
  })
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
  } else if (
    field.language !== undefined &&
    field.language !== object.language &&
    !isRefusedLanguage(object, outline)
  ) {
    report.schema(
      `The QueryLanguage is set to '${object.language}', but field '${member.key}' is only supported for the '${field.language}' QueryLanguage`,
      place,
    )
  }
}

/** A JSONPath state in a JSONata machine is told as that; AWS then says nothing of its fields. */
function isRefusedLanguage(object: ShapedObject, outline: Outline): boolean {
  return outline.language === 'JSONata' && object.language === 'JSONPath'
}

function advice(member: Member, object: ShapedObject, outline: Outline): Advice {
  if (isLanguageField(member.key)) return misplaced(member, object, outline)
  const { what, fields } = object.shape
  return { help: `The fields of ${what} are ${Object.keys(fields).join(', ')}.` }
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

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
