/**
 * Functions of the package that are replaced: those that read the clock or chance, those whose time grows with the square
 * of their argument, and those that can end in an endless loop.
 */
import { isFunctionValue } from './function-value.ts'
import { builtin, type Focus } from './library.ts'
import { ExpressionFault, type OwnFunction, type Run } from './run.ts'
import { sizeOf } from './size.ts'
import { dateReadingSteps, dateWritingSteps } from './date-picture.ts'

const callBuiltin = (name: string, focus: unknown, args: readonly unknown[]): unknown =>
  (builtin(name)!.implementation as (...args: readonly unknown[]) => unknown).apply(focus, args as unknown[])

/** `$now([picture[, zone]])` and `$millis()`: the time of the turn. */
const now: OwnFunction = {
  signature: '<s?s?:s>',
  parameters: ['picture', 'timezone'],
  apply({ at, budget }, [picture, timezone], focus) {
    budget.pay(dateWritingSteps(picture))
    return callBuiltin('fromMillis', focus, [at, picture, timezone])
  },
}

const millis: OwnFunction = { signature: '<:n>', parameters: [], apply: ({ at }) => at }

/**
 * `$toMillis(text[, picture])`: what a picture leaves open comes from the time of the turn; a text without a zone is in
 * UTC, wherever the server stands.
 */
const toMillis: OwnFunction = {
  signature: '<s-s?:n>',
  parameters: ['timestamp', 'picture'],
  apply(run, [text, picture], focus) {
    if (typeof text !== 'string') return undefined
    if (picture === undefined) return callBuiltin('toMillis', focus, [inUtc(text)])
    run.budget.pay(dateReadingSteps(String(picture), text))
    focus.environment.timestamp.setTime(run.at)
    return callBuiltin('toMillis', focus, [text, picture])
  },
}

const inUtc = (text: string) => (/T[\d:.]+$/.test(text) ? `${text}Z` : text)

/** `$shuffle(list)`: by the evaluation's randomness. */
const shuffle: OwnFunction = {
  signature: '<a:a>',
  parameters: ['array'],
  passes: true,
  apply(run, [list]) {
    if (!Array.isArray(list) || list.length <= 1) return list
    run.budget.pay(list.length * 4)
    const random = run.random()
    const shuffled: unknown[] = []
    for (const [i, item] of list.entries()) {
      const j = Math.floor(random.next() * (i + 1))
      if (i !== j) shuffled[i] = shuffled[j]
      shuffled[j] = item
    }
    return shuffled
  },
}

type Comparator = (this: unknown, a: unknown, b: unknown) => unknown

/** `$sort(list[, function])`: stable; the function tells whether its first argument comes after the second. */
const sort: OwnFunction = {
  signature: '<af?:a>',
  parameters: ['arr', 'comparator'],
  passes: true,
  apply(run, [list, comparator], focus) {
    if (!Array.isArray(list) || list.length <= 1) return list
    run.budget.pay(list.length * 20)
    if (comparator !== undefined)
      return mergeSort(list, (a, b) => callFunction(comparator as Comparator, focus, [a, b]))
    const keys = list.map((item) => ({
      item: item as unknown,
      key: run.tokens ? run.tokens.plain(item) : item,
    }))
    const types = new Set(keys.map(({ key }) => typeof key))
    if (types.size > 1 || (!types.has('number') && !types.has('string'))) {
      throw new ExpressionFault({ code: 'D3070', index: 1 })
    }
    return keys.toSorted((a, b) => compare(a.key as string, b.key as string)).map(({ item }) => item)
  },
}

const compare = (a: string, b: string) => (a > b ? 1 : a < b ? -1 : 0)

const callFunction = (comparator: Comparator, focus: Focus, args: [unknown, unknown]): unknown =>
  Reflect.apply(comparator, focus, args)

async function mergeSort(list: unknown[], isAfter: (a: unknown, b: unknown) => unknown): Promise<unknown[]> {
  if (list.length <= 1) return list
  const middle = Math.floor(list.length / 2)
  const left = await mergeSort(list.slice(0, middle), isAfter)
  const right = await mergeSort(list.slice(middle), isAfter)
  const merged: unknown[] = []
  let [l, r] = [0, 0]
  while (l < left.length && r < right.length) {
    merged.push((await isAfter(left[l], right[r])) ? right[r++] : left[l++])
  }
  return [...merged, ...left.slice(l), ...right.slice(r)]
}

/** `$max` and `$min`: of lists of any length. */
const max = extreme((a, b) => a > b)
const min = extreme((a, b) => a < b)

function extreme(isBetter: (a: number, b: number) => boolean): OwnFunction {
  return {
    signature: '<a<n>:n>',
    parameters: ['args'],
    apply({ budget }, [list]) {
      if (!Array.isArray(list) || list.length === 0) return undefined
      budget.pay(list.length)
      return (list as number[]).reduce((best, item) => (isBetter(item, best) ? item : best))
    },
  }
}

/** `$spread(value)`: an object for each member, of all objects in a list. */
const spread: OwnFunction = {
  signature: '<x-:a<o>>',
  parameters: ['arg'],
  passes: true,
  apply(run, [value], focus) {
    if (typeof value !== 'object' || value === null || isFunctionValue(value)) return value
    const sequence = focus.createSequence()
    const visit = (part: unknown): void => {
      run.budget.pay(8)
      if (Array.isArray(part)) for (const item of part) visit(item)
      else if (typeof part === 'object' && part !== null) {
        for (const [key, member] of Object.entries(part))
          sequence.push(Object.assign(Object.create(null), { [key]: member }))
      } else if (part !== undefined) sequence.push(part)
    }
    visit(value)
    return sequence
  },
}

/** `$clone(value)`: the base of transforms; a copy that shares nothing, with every member its own. */
const clone: OwnFunction = {
  signature: '<(oa)-:o>',
  parameters: ['arg'],
  passes: true,
  apply(run, [value]) {
    run.budget.pay(2 * sizeOf(value, run.budget.left))
    return copy(value)
  },
}

function copy(value: unknown): unknown {
  if (typeof value === 'function') return ''
  if (typeof value !== 'object' || value === null) return value
  if (isFunctionValue(value)) return ''
  if (Array.isArray(value)) return value.map(copy)
  const object = Object.create(null) as Record<string, unknown>
  for (const [key, member] of Object.entries(value)) if (member !== undefined) object[key] = copy(member)
  return object
}

// With an empty character for one of these the package looks for it without end.
const characterOptions = new Set([
  'decimal-separator',
  'grouping-separator',
  'exponent-separator',
  'zero-digit',
  'digit',
  'pattern-separator',
])

/** `$formatNumber(number, picture[, options])`. */
const formatNumber: OwnFunction = {
  signature: '<n-so?:s>',
  parameters: ['value', 'picture', 'options'],
  apply(run, args, focus) {
    const [value, picture, options] = args as [number?, string?, Record<string, unknown>?]
    if (value !== undefined && !Number.isFinite(value)) throw new ExpressionFault({ code: 'D1001', value })
    run.budget.pay(64 + 16 * (picture?.length ?? 0))
    for (const [name, character] of Object.entries(options ?? {})) checkCharacter(name, character)
    return callBuiltin('formatNumber', focus, args)
  },
}

function checkCharacter(name: string, character: unknown): void {
  if (!characterOptions.has(name) || (typeof character === 'string' && character.length === 1)) return
  throw new ExpressionFault({ message: `The option '${name}' of $formatNumber must be one character` })
}

/** `$string(value[, prettify])` and `&`: functions of the package, paid for by the size of the value. */
const string: OwnFunction = {
  signature: '<x-b?:s>',
  parameters: ['arg', 'prettify'],
  apply: (run, [value, prettify], focus) => textOf(run, focus, [value, prettify]),
}

/** The text of a value, as `$string` gives it. */
export function textOf(run: Run, focus: Focus, args: readonly [unknown, unknown?]): string | undefined {
  const [value] = args
  if (typeof value === 'string') return value
  if (typeof value === 'object') run.budget.pay(2 * sizeOf(value, run.budget.left))
  return callBuiltin('string', focus, args) as string | undefined
}

export const replacedFunctions: Readonly<Record<string, OwnFunction>> = {
  now,
  millis,
  toMillis,
  shuffle,
  sort,
  max,
  min,
  spread,
  clone,
  formatNumber,
  string,
}
