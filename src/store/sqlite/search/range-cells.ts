/** A range of values as the bounds of a walk along an index. */
import type { SearchBound } from '#query'
import type { StoredRange } from '../../search-port.ts'
import { toCell, type SearchCell } from './search-cell.ts'

/** Both bounds are within, but for the values that are given as not. */
export interface RangeCells {
  readonly low: SearchCell
  readonly high: SearchCell
  readonly notLow: SearchCell | null
  readonly notHigh: SearchCell | null
}

/** Above every text and below every value that is kept as bytes. */
const aboveTexts = new Uint8Array(0)

export function rangeCells(range: StoredRange): RangeCells {
  switch (range.kind) {
    case 'equals':
      return only(toCell(range.value))
    case 'hash':
      return only(toCell({ hash: range.hash }))
    case 'prefix': {
      const high = textAbove(range.prefix) ?? aboveTexts
      return { low: range.prefix, high, notLow: null, notHigh: high }
    }
    case 'between':
      return between(range.from, range.to)
  }
}

function only(cell: SearchCell): RangeCells {
  return { low: cell, high: cell, notLow: null, notHigh: null }
}

function between(from: SearchBound | undefined, to: SearchBound | undefined): RangeCells {
  const isText = typeof (from ?? to)?.value === 'string'
  const low = from ? toCell(from.value) : isText ? '' : -Infinity
  const high = to ? toCell(to.value) : isText ? aboveTexts : Infinity
  return {
    low,
    high,
    notLow: from && !from.isInclusive ? low : null,
    notHigh: to && !to.isInclusive ? high : null,
  }
}

/** The first text, in the order of code points, behind all that begin with this one; undefined where there is none. */
export function textAbove(prefix: string): string | undefined {
  const points = Array.from(prefix)
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!
    if (last >= 0x10ffff) continue
    // Surrogates are no characters of their own.
    const next = last + 1 >= 0xd800 && last + 1 <= 0xdfff ? 0xe000 : last + 1
    return points.join('') + String.fromCodePoint(next)
  }
  return undefined
}
