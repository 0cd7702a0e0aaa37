/** The server's log: JSON lines on stderr, so that the ready line stands alone on stdout. */
import { pino, type Logger } from 'pino'
import type { LogLevel } from './log-level.ts'

const stderr = 2

/** Written at once, line by line: what is said just before the end is what matters most. */
export function openLogger(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: stderr, sync: true }),
  )
}
