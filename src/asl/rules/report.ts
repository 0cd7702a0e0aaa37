/** Where rules put what they find. */
import type { Diagnostic, Fix } from '../diagnostic.ts'
import type { Member, ObjectNode, Span, SyntaxNode } from '../syntax/node.ts'
import type { Source } from '../syntax/source.ts'

/** A place in the definition: what AWS calls it, and the text to underline. */
export interface Place {
  readonly pointer: string
  readonly span: Span
}

export interface Advice {
  readonly help?: string
  readonly fix?: Fix | undefined
}

type PlacedAdvice = Advice & { readonly place: Place }

export class Report {
  readonly diagnostics: Diagnostic[] = []
  readonly #source: Source

  constructor(source: Source) {
    this.#source = source
  }

  /** An error that AWS reports as SCHEMA_VALIDATION_FAILED. */
  schema(message: string, place: Place, advice?: Advice): void {
    this.error('SCHEMA_VALIDATION_FAILED', message, { ...advice, place })
  }

  error(code: string, message: string, at: PlacedAdvice): void {
    this.#add({ severity: 'error', code, message }, at)
  }

  warning(code: string, message: string, at: PlacedAdvice): void {
    this.#add({ severity: 'warning', code, message }, at)
  }

  #add(finding: Pick<Diagnostic, 'severity' | 'code' | 'message'>, at: PlacedAdvice): void {
    const { place, help, fix } = at
    this.diagnostics.push({
      ...finding,
      pointer: place.pointer,
      range: this.#source.range(place.span),
      ...(help === undefined ? {} : { help }),
      ...(fix === undefined ? {} : { fix }),
    })
  }
}

/** The value. */
export function atValue(node: SyntaxNode): Place {
  return { pointer: node.pointer, span: node }
}

/** The member, underlined at its name. */
export function atMember(member: Member): Place {
  return { pointer: member.value.pointer, span: member.keySpan }
}

/** The object, underlined at one of its member's names: AWS locates an unsupported field at its owner. */
export function atOwner(object: ObjectNode, member: Member): Place {
  return { pointer: object.pointer, span: member.keySpan }
}

/** The object, underlined at its opening bracket (or first name) only: a whole state is too much to underline. */
export function atStart(node: SyntaxNode): Place {
  return { pointer: node.pointer, span: { offset: node.offset, length: 1 } }
}
