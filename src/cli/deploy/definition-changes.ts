/** What differs between two definitions, in the words of somebody who reads a plan. */
import { isDeepStrictEqual } from 'node:util'

/** States that a phrase names before it only counts the others. */
const namesMax = 5

/** A phrase for the changes; undefined where both say the same. */
export function definitionChange(before: string, after: string): string | undefined {
  if (before === after) return undefined
  const [old, wanted] = [parsed(before), parsed(after)]
  if (old === undefined || wanted === undefined) return 'definition'
  if (isDeepStrictEqual(old, wanted)) return undefined
  const [was, is] = [statesOf(old), statesOf(wanted)]
  const parts = [
    phrase(
      'added',
      [...is.keys()].filter((name) => !was.has(name)),
    ),
    phrase(
      'removed',
      [...was.keys()].filter((name) => !is.has(name)),
    ),
    phrase(
      'changed',
      [...is.keys()].filter((name) => was.has(name) && !isDeepStrictEqual(was.get(name), is.get(name))),
    ),
  ].filter((part) => part !== '')
  return `definition${parts.length === 0 ? '' : ` (${parts.join('; ')})`}`
}

function phrase(verb: string, names: readonly string[]): string {
  if (names.length === 0) return ''
  const more = names.length > namesMax ? ` and ${names.length - namesMax} more` : ''
  return `${verb} ${names.slice(0, namesMax).join(', ')}${more}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function statesOf(definition: unknown): ReadonlyMap<string, unknown> {
  const { States: states } = (definition ?? {}) as { readonly States?: unknown }
  return new Map(Object.entries(typeof states === 'object' && states !== null ? states : {}))
}
