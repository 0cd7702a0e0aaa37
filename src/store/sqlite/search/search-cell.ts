/** Values of searches as SQLite keeps them: numbers before texts before bytes, as SQLite orders them. */
import type { SearchScalar } from '#query'
import type { StoredScalar } from '../../search-port.ts'

export type SearchCell = bigint | number | string | Uint8Array

/** One byte each, so that no hash equals them. */
const singleBytes = { false: 0, true: 1, null: 2 } as const

export function toCell(value: StoredScalar): SearchCell {
  if (typeof value === 'string') return value
  // An integer takes fewer bytes than a double.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (value === null || typeof value === 'boolean') return Uint8Array.of(singleBytes[`${value}`])
  return 'digits' in value ? BigInt(value.digits) : Buffer.from(value.hash, 'base64')
}

/** What was kept; a hash tells nothing, so there is no value for it. */
export function fromCell(cell: SearchCell): SearchScalar | undefined {
  if (typeof cell === 'bigint') {
    const near = Number(cell)
    return Number.isSafeInteger(near) ? near : { digits: cell.toString() }
  }
  if (!(cell instanceof Uint8Array)) return cell
  if (cell.length !== 1) return undefined
  return cell[0] === singleBytes.null ? null : cell[0] === singleBytes.true
}
