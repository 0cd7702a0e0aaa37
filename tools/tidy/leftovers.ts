/** Nothing half-done and nothing of one machine stays in the tree. */
import type { Check, Finding } from './tree.ts'

/** The first alternative is spelled in pieces, so that this file does not find itself. */
const unfinished = new RegExp(`\\b(${['TO', 'FIX'].map((word, i) => word + ['DO', 'ME'][i]).join('|')})\\b`)
const machinePath = /(?<![\w.$}-])\/(work|farm|root|home\/\w+)\/|\/tmp\/bash_jobs/

export const checkLeftovers: Check = (tree) =>
  [...tree].flatMap(([path, text]) => {
    if (path === 'package-lock.json') return []
    return text.split('\n').flatMap((line, i): Finding[] => {
      const place = `line ${i + 1}`
      if (unfinished.test(line)) return [{ path, message: `${place} leaves work undone: ${line.trim()}` }]
      if (machinePath.test(line))
        return [{ path, message: `${place} has a path of one machine: ${line.trim()}` }]
      return []
    })
  })
