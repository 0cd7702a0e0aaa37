/** The functions that stand for operators in a prepared syntax tree (`prepare-tree.ts`). */
import { isFunctionValue } from './function-value.ts'
import { rangeItemsMax } from './limits.ts'
import { innerNames } from './prepare-tree.ts'
import { textOf } from './replaced-functions.ts'
import { ExpressionFault, TooLarge, type OwnFunction } from './run.ts'
import { sizeOf } from './size.ts'

/** `[first..last]` */
const range: OwnFunction = {
  signature: '<xx:a>',
  parameters: ['first', 'last'],
  apply({ budget }, [first, last], focus) {
    if (first !== undefined && !Number.isInteger(first))
      throw new ExpressionFault({ code: 'T2003', value: first })
    if (last !== undefined && !Number.isInteger(last))
      throw new ExpressionFault({ code: 'T2004', value: last })
    if (first === undefined || last === undefined || first! > last!) return undefined
    const length = (last as number) - (first as number) + 1
    if (length > rangeItemsMax) throw new TooLarge()
    budget.pay(length)
    const sequence = focus.createSequence()
    for (let i = 0; i < length; i++) sequence.push((first as number) + i)
    return sequence
  },
}

const isLookedInto = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !isFunctionValue(value)

/** `*`: the members' values, lists among them taken apart. */
const children: OwnFunction = {
  signature: '<:a>',
  parameters: [],
  passes: true,
  apply({ budget }, _args, { input, createSequence }) {
    const sequence = createSequence()
    const add = (value: unknown): void => {
      budget.pay(20)
      if (Array.isArray(value)) for (const item of value) add(item)
      else sequence.push(value)
    }
    if (isLookedInto(input)) for (const member of Object.values(input)) add(member)
    return sequence
  },
}

/** `**`: the value and all that is in it; lists themselves do not count. */
const descendants: OwnFunction = {
  signature: '<:a>',
  parameters: [],
  passes: true,
  apply({ budget }, _args, { input, createSequence }) {
    if (input === undefined) return undefined
    const sequence = createSequence()
    const add = (value: unknown): void => {
      budget.pay(20)
      if (!Array.isArray(value)) sequence.push(value)
      if (isLookedInto(value)) for (const member of Object.values(value)) add(member)
    }
    add(input)
    return sequence
  },
}

/** `&` */
const concat: OwnFunction = {
  signature: '<xx:s>',
  parameters: ['left', 'right'],
  apply(run, [left, right], focus) {
    const text = (textOf(run, focus, [left]) ?? '') + (textOf(run, focus, [right]) ?? '')
    run.budget.pay(text.length)
    return text
  },
}

/** A value that is about to be computed with or looked at. */
const plain: OwnFunction = {
  signature: '<x:x>',
  parameters: ['value'],
  apply({ budget }, [value]) {
    if (typeof value === 'object' && value !== null) budget.pay(sizeOf(value, budget.left))
    return value
  },
}

export const innerFunctions: Readonly<Record<string, OwnFunction>> = {
  [innerNames.range]: range,
  [innerNames.children]: children,
  [innerNames.descendants]: descendants,
  [innerNames.concat]: concat,
  [innerNames.plain]: plain,
}
