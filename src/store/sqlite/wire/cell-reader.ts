/** Takes the cells of a flat group one by one, in the order in which they were pushed. */
import type { StoredValue } from '../record.ts'
import type { Cell } from './messages.ts'

export class CellReader {
  readonly #cells: readonly Cell[]
  #at = 0

  constructor(cells: readonly Cell[]) {
    this.#cells = cells
  }

  get ended(): boolean {
    return this.#at >= this.#cells.length
  }

  /** Whether the next cell is null. */
  get isNull(): boolean {
    return this.#cells[this.#at] === null
  }

  skip(): void {
    this.#at++
  }

  number(): number {
    return this.#cells[this.#at++] as number
  }

  text(): string {
    return this.#cells[this.#at++] as string
  }

  numberOrNull(): number | null {
    return this.#cells[this.#at++] as number | null
  }

  textOrNull(): string | null {
    return this.#cells[this.#at++] as string | null
  }

  /** A text, the number of a shared one, or null. */
  value(): StoredValue | null {
    return this.#cells[this.#at++] as string | number | null
  }
}
