/** How many names are looked at, and how long they may be: a suggestion is not worth more. */
const candidatesMax = 1000
const nameLengthMax = 64

/**
 * The candidate that the name was probably meant to be: the same but for case, or at most a third of its letters away.
 * Undefined where none resembles it.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > nameLengthMax) return undefined
  const wanted = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of candidates.slice(0, candidatesMax)) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance = editDistance(wanted, candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

// Insertions, deletions and replacements of one letter that turn one text into the other (Levenshtein, one row).
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
