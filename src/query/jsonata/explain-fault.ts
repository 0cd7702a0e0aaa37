/** What an evaluation threw, as an error of the execution. */
import type { AslError } from '#base'
import { OutOfBudget } from './budget.ts'
import {
  codedFault,
  internalFault,
  limitReached,
  plainFault,
  unsupportedResult,
  type Site,
} from './jsonata-error.ts'
import type { LibraryError } from './library.ts'
import { NeedsBacktracking } from './regex.ts'
import { ExpressionFault, TooLarge } from './run.ts'
import { ResultTooLarge, UnsupportedResult } from './settle.ts'

/** Whether the evaluation used up its time or steps, so that it may be run again where there is more. */
export function isOutOfTime(thrown: unknown): boolean {
  return thrown instanceof OutOfBudget || (thrown as LibraryError | undefined)?.code === 'D1012'
}

export function explainFault(thrown: unknown, site: Site): AslError {
  if (thrown instanceof NeedsBacktracking) return plainFault(site, thrown.message)
  if (thrown instanceof OutOfBudget) return limitReached(site, thrown.limit)
  if (isOutOfTime(thrown)) return limitReached(site, 'time')
  if (thrown instanceof UnsupportedResult) return unsupportedResult(site)
  if (thrown instanceof TooLarge || thrown instanceof ResultTooLarge) return limitReached(site, 'memory')
  if (thrown instanceof RangeError) return explainRangeError(thrown, site)
  const { code, message = '' } = thrown as LibraryError
  if (code === 'D1011') return limitReached(site, 'depth')
  if (code === 'D2014' || code === 'D2015') return limitReached(site, 'memory')
  if (typeof code === 'string') return codedFault(site, { code, message })
  if (thrown instanceof ExpressionFault) return plainFault(site, message)
  return internalFault(site, message)
}

function explainRangeError({ message }: RangeError, site: Site): AslError {
  if (message.includes('call stack')) return limitReached(site, 'depth')
  return /string length|array length|allocation/i.test(message)
    ? limitReached(site, 'memory')
    : internalFault(site, message)
}
