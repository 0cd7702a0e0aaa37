/** A search that cannot be answered: a value, with the place in its text. */
export class SearchError {
  /** What was found, what was expected, and what to do. */
  readonly message: string
  /** Where in the text, counted from 1 in UTF-16 units. */
  readonly column: number

  constructor(message: string, offset: number) {
    this.message = message
    this.column = offset + 1
  }
}
