/** A path, template value or function call that cannot be read: a value, for diagnostics at the place of the text. */
export class QuerySyntaxError {
  /** One sentence: what was found, what was expected. */
  readonly message: string
  /** Where in the text, in UTF-16 units from its start. */
  readonly offset: number

  constructor(message: string, offset: number) {
    this.message = message
    this.offset = offset
  }
}

/** What a parser throws inside of this room; `readSyntax` turns it into a value at the door. */
export class SyntaxFault extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** The parsed value, or why the text cannot be parsed. */
export function readSyntax<T>(parse: () => T): T | QuerySyntaxError {
  try {
    return parse()
  } catch (fault) {
    if (fault instanceof SyntaxFault) return new QuerySyntaxError(fault.message, fault.offset)
    throw fault
  }
}
