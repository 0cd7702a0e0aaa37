/**
 * `{"wildcard": "in/*.jpg"}`: `*` stands for any characters, `\*` for an asterisk and `\\` for a backslash.
 *
 * 1. Matching takes time linear in the text for each asterisk: parts are looked for from left to right, without going back.
 */
import { InvalidEventPattern } from './invalid-event-pattern.ts'

/** Throws `InvalidEventPattern`. */
export function compileWildcard(pattern: string, path: readonly string[]): (text: string) => boolean {
  const parts = split(pattern, path)
  const first = parts[0]!
  if (parts.length === 1) return (text) => text === first
  const last = parts.at(-1)!
  const between = parts.slice(1, -1)
  return (text) => {
    if (text.length < first.length + last.length) return false
    if (!text.startsWith(first) || !text.endsWith(last)) return false
    const end = text.length - last.length
    let at = first.length
    for (const part of between) {
      const found = text.indexOf(part, at)
      if (found < 0 || found + part.length > end) return false
      at = found + part.length
    }
    return true
  }
}

/** The literal parts between asterisks. */
function split(pattern: string, path: readonly string[]): readonly string[] {
  const parts = ['']
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!
    if (character === '*') {
      if (pattern[at + 1] === '*')
        throw new InvalidEventPattern(`Consecutive wildcard characters at pos ${at}`, path)
      parts.push('')
      continue
    }
    const escaped = character === '\\' ? pattern[++at] : character
    if (character === '\\' && escaped !== '*' && escaped !== '\\')
      throw new InvalidEventPattern(`Invalid escape character at pos ${at - 1}`, path)
    parts[parts.length - 1] += escaped!
  }
  return parts
}
