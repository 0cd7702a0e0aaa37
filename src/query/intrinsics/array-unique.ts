import { isArray, isNumber, isObject, toNumber, type Json } from '#base'
import { IntrinsicFault, listArgument, type Intrinsic } from './intrinsic.ts'

/** States.ArrayUnique(list): the list without the items that are deeply equal to an earlier one. */
export const arrayUnique: Intrinsic = {
  name: 'States.ArrayUnique',
  arity: [1, 1],
  apply(args) {
    const list = listArgument(args, 0)
    if (list instanceof IntrinsicFault) return list
    const seen = new Set<string>()
    return list.filter((item) => {
      const key = identity(item)
      return !seen.has(key) && seen.add(key) !== undefined
    })
  },
}

// One text for all values that are equal: keys in order, numbers by value.
function identity(value: Json): string {
  if (isNumber(value)) return String(toNumber(value) + 0)
  if (isArray(value)) return `[${value.map(identity).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const keys = Object.keys(value).toSorted()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${identity(value[key]!)}`).join(',')}}`
}
