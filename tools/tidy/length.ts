/** A file says one thing: at most 500 lines. */
import type { Check } from './tree.ts'

export const linesMax = 500

export const checkLength: Check = (tree) =>
  [...tree].flatMap(([path, text]) => {
    if (!/\.(ts|tsx|js|mjs|css|sh)$/.test(path)) return []
    const lines = text.split('\n').length - 1
    return lines > linesMax ? [{ path, message: `has ${lines} lines, more than ${linesMax}; divide it` }] : []
  })
