import { isFunctionValue } from './function-value.ts'

/** How deep a value is looked into for its size; deeper ones count as too large. */
const depthMax = 2000

/** Steps for one item or member. */
const stepsPerPart = 4

/**
 * The steps that it takes to walk a value, by its items, members and characters; infinite where that is more than the
 * limit. A value may share its parts with itself so often that walking it would never end.
 */
export function sizeOf(value: unknown, limit: number): number {
  let size = 0
  const visit = (part: unknown, depth: number): void => {
    size += typeof part === 'string' ? stepsPerPart + part.length : stepsPerPart
    if (size > limit || typeof part !== 'object' || part === null || isFunctionValue(part)) return
    if (depth > depthMax) size = Number.POSITIVE_INFINITY
    else if (Array.isArray(part)) for (const item of part) visit(item, depth + 1)
    else for (const key of Object.keys(part)) visit((part as Record<string, unknown>)[key], depth + 1)
  }
  visit(value, 0)
  return size > limit ? Number.POSITIVE_INFINITY : size
}
