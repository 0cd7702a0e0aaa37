/**
 * Whether a name is surely another one with a slip of the hand, so that a fix may put it right unasked.
 *
 * `resizeimage` or `Resize Image` for `ResizeImage`, `ResizeImge`, `Bottle` for `Bottles`; but not `Step2` for `Step1`
 * nor `CheckA` for `CheckB`, which are names of their own.
 */
export function isSlip(written: string, meant: string): boolean {
  const [a, b] = [lettersOf(written), lettersOf(meant)]
  if (a === b) return true
  if (Math.min(a.length, b.length) < shortLength) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  const otherEnding = end === 0 && restA !== '' && restB !== ''
  return restA.length <= 2 && restB.length <= 2 && !otherEnding && !/\d/.test(restA + restB)
}

/** Below this length a letter is too much of a name. */
const shortLength = 4

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
