/** `--retention`: how long closed executions are kept. */
import { UserError } from './user-error.ts'

const dayMs = 86_400_000

/** Milliseconds from a text like `90d`, `36h` or `15m`; undefined for `forever`. Throws UserError for any other. */
export function parseRetention(text: string): number | undefined {
  if (text === 'forever') return undefined
  const match = /^(\d{1,6})([dhm])$/.exec(text)
  if (!match || Number(match[1]) === 0) {
    throw new UserError(
      `--retention is "${text}"; expected a time like 90d, 36h or 15m, or the word forever.`,
    )
  }
  const unitMs = { d: dayMs, h: dayMs / 24, m: 60_000 }[match[2] as 'd' | 'h' | 'm']
  return Number(match[1]) * unitMs
}
