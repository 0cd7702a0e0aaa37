/**
 * The functions that AWS adds to JSONata. Arguments that have to be integers are cut off towards zero, as observed on
 * AWS: `$range(-1.7, 2, 1)` begins with -1.
 */
import { isRawNumber, JsonTooDeep, parseJson, toNumber, type Json } from '#base'
import { hashAlgorithms, hexadecimal } from '../intrinsics/hash.ts'
import { utf8Bytes } from '../utf8.ts'
import { javaRandom } from './java-random.ts'
import { rangeItemsMax } from './limits.ts'
import { hasRawNumber, prepareInput } from './prepare-input.ts'
import { ExpressionFault, NeedsTokens, TooLarge, type OwnFunction, type Run } from './run.ts'

/** `$partition(list, size)`: the list in pieces; a plain list of lists, even of one (recorded: `[[0]]`). */
const partition: OwnFunction = {
  signature: '<an:a<a>>',
  parameters: ['array', 'size'],
  apply({ budget }, [list, size]) {
    if (!Array.isArray(list) || typeof size !== 'number') return undefined
    const length = Math.trunc(size)
    if (length < 0)
      throw new ExpressionFault({ message: `The partition size must be positive, but was ${length}` })
    if (!(length > 0)) return undefined
    budget.pay(list.length)
    const pieces: unknown[] = []
    for (let at = 0; at < list.length; at += length) pieces.push(list.slice(at, at + length))
    return pieces
  },
}

/** `$range(first, last, step)`: a sequence, so that one item stands alone (recorded: `$range(1, 9, 9)` is 1). */
const range: OwnFunction = {
  signature: '<nnn:a<n>>',
  parameters: ['first', 'last', 'step'],
  apply({ budget }, args, focus) {
    if (args.some((arg) => typeof arg !== 'number')) return undefined
    const [first, last, step] = (args as number[]).map((arg) => Math.trunc(arg)) as [number, number, number]
    const length = Math.floor((last - first) / step) + 1
    if (step === 0 || !(length > 0)) return undefined
    if (length > rangeItemsMax) throw new TooLarge()
    budget.pay(length)
    const sequence = focus.createSequence()
    for (let i = 0; i < length; i++) sequence.push(first + i * step)
    return sequence
  },
}

/** `$hash(text, algorithm)`: the digest in lower-case hexadecimal; SHA-1 where no algorithm is named. */
const hash: OwnFunction = {
  signature: '<s-s?:s>',
  parameters: ['text', 'algorithm'],
  apply({ budget }, [text, algorithm = 'SHA-1']) {
    if (typeof text !== 'string') return undefined
    const name = String(algorithm)
    if (!Object.hasOwn(hashAlgorithms, name)) {
      const known = Object.keys(hashAlgorithms).join(', ')
      throw new ExpressionFault({ message: `The hash algorithm '${name}' is not one of ${known}` })
    }
    budget.pay(text.length * 4)
    return hexadecimal(hashAlgorithms[name]!(utf8Bytes(text)))
  },
}

/** `$random([seed])`: 0 ≤ x < 1; with a seed the number that Java's generator gives first. */
const random: OwnFunction = {
  signature: '<n?:n>',
  parameters: ['seed'],
  apply(run, [seed]) {
    if (seed === undefined) return run.random().next()
    if (!Number.isFinite(seed)) throw new ExpressionFault({ code: 'D1001', value: seed })
    return javaRandom(seed as number)
  },
}

/** `$uuid()`: version 4. */
const uuid: OwnFunction = {
  signature: '<:s>',
  parameters: [],
  apply: (run) => run.random().uuid(),
}

/** `$parse(text)`: the JSON value of a text; a minus zero is zero (recorded). */
const parse: OwnFunction = {
  signature: '<s-:x>',
  parameters: ['text'],
  apply(run, [text]) {
    if (typeof text !== 'string') return undefined
    run.budget.pay(text.length)
    return imported(run, parsed(text))
  },
}

function parsed(text: string): Json {
  try {
    const value = parseJson(text)
    return isRawNumber(value) && toNumber(value) === 0 && !/[.eE]/.test(value.rawJSON) ? 0 : value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const reason = error instanceof JsonTooDeep ? error.message : `The text is not JSON: ${error.message}`
    throw new ExpressionFault({ message: reason })
  }
}

function imported({ tokens }: Run, value: Json): unknown {
  if (!hasRawNumber(value)) return value
  if (!tokens) throw new NeedsTokens()
  return prepareInput(value, { tokens, copiesAll: false, copiesEmptyLists: false })
}

export const addedFunctions: Readonly<Record<string, OwnFunction>> = {
  partition,
  range,
  hash,
  random,
  uuid,
  parse,
}
