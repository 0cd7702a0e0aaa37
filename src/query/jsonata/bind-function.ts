/**
 * The functions of an expression, bound to its evaluations.
 *
 * 1. Each evaluator has definitions of its own: the package writes the place of a call into a definition.
 * 2. A call is paid for before it runs, so no function holds the event loop for long.
 * 3. Functions that compute get doubles for tokens; those that only carry values get the tokens.
 */
import { addedFunctions } from './added-functions.ts'
import { innerFunctions } from './inner-functions.ts'
import { dateWritingSteps } from './date-picture.ts'
import { builtin, defineFunction, type Focus, type FunctionDefinition } from './library.ts'
import { replacedFunctions } from './replaced-functions.ts'
import type { OwnFunction, Run } from './run.ts'
import { sizeOf } from './size.ts'

/** Functions that the package has and AWS has not. */
const disabled = new Set(['eval'])

const ownFunctions = new Map(Object.entries({ ...addedFunctions, ...replacedFunctions, ...innerFunctions }))

/** Whether an expression may call a function of that name. */
export function isKnownFunction(name: string): boolean {
  return !disabled.has(name) && (ownFunctions.has(name) || builtin(name) !== undefined)
}

/** Whether the name is a function's in JSONata as it is elsewhere: no variable is meant by it. */
export function isFunctionName(name: string): boolean {
  return ownFunctions.has(name) || builtin(name) !== undefined
}

/** Functions of the package that carry values without looking into them. */
const passing = new Set(
  'append merge lookup map filter single reduce sift each reverse zip keys exists count'.split(' '),
)

/** Those of them that make a list of what is none. */
const listTaking = new Set('map filter single reduce reverse zip sort shuffle count'.split(' '))

/** What a call costs besides its arguments, in steps. */
const callSteps = 40

/**
 * The definition of a known function for evaluations of one evaluator.
 *
 * @param run the evaluation that is going on
 * @param careful whether tokens may be among the arguments
 */
export function bindFunction(name: string, run: () => Run, careful: boolean): FunctionDefinition {
  const { definition, steps, passes, apply } = recipe(name)
  const implementation = function (this: Focus, ...given: unknown[]): unknown {
    const current = run()
    current.budget.pay(callSteps)
    const args = careful
      ? validated({ name, definition, passes }, given, { run: current, focus: this })
      : given
    current.budget.pay(steps(args, current))
    return apply(current, args, this)
  }
  // The package reads a function's parameters from its text when it applies it in part.
  implementation.toString = () => parametersText(definition, name)
  return {
    _jsonata_function: true,
    implementation,
    arity: arityOf(name),
    ...(careful ? {} : { signature: definition.signature }),
  }
}

interface Recipe {
  readonly definition: FunctionDefinition
  readonly passes: boolean
  readonly steps: (args: readonly unknown[], run: Run) => number
  readonly apply: OwnFunction['apply']
}

const recipes = new Map<string, Recipe>()

function recipe(name: string): Recipe {
  let found = recipes.get(name)
  if (!found) {
    const own = ownFunctions.get(name)
    found = own ? ownRecipe(own) : builtinRecipe(name)
    recipes.set(name, found)
  }
  return found
}

function ownRecipe(own: OwnFunction): Recipe {
  const definition = defineFunction(own.signature, () => undefined)
  return { definition, passes: own.passes ?? false, steps: () => 0, apply: own.apply }
}

function builtinRecipe(name: string): Recipe {
  const definition = builtin(name)!
  const call = definition.implementation as (...args: readonly unknown[]) => unknown
  return {
    definition,
    passes: passing.has(name),
    steps: stepsOf[name] ?? lengths,
    apply: (_run, args, focus) => call.apply(focus, args as unknown[]),
  }
}

// The package asks for the arguments before the first that has a default.
function arityOf(name: string): number {
  return builtin(name)?.implementation.length ?? ownFunctions.get(name)?.parameters.length ?? 0
}

function parametersText(definition: FunctionDefinition, name: string): string {
  const own = ownFunctions.get(name)
  return own ? `function (${own.parameters.join(', ')})` : definition.implementation.toString()
}

interface Callee {
  readonly name: string
  readonly definition: FunctionDefinition
  readonly passes: boolean
}

interface Signature {
  /** Its text, `<af:a>`. */
  readonly definition: string
  validate(args: readonly unknown[], context: unknown): unknown[]
}

// A token is no type that the package knows, so types are looked at when the doubles are in their places.
function validated(
  { name, definition, passes }: Callee,
  given: readonly unknown[],
  { run, focus }: { readonly run: Run; readonly focus: Focus },
): readonly unknown[] {
  const signature = definition.signature as Signature
  const toDouble = (value: unknown) => (run.tokens ? run.tokens.plain(value) : value)
  // A list or an object keeps the tokens that are in it; a token itself is a number to a function that takes no number.
  const toCarried = (value: unknown, index: number) => {
    if (typeof value !== 'bigint' || takesAnything(signature, index)) return value
    return listTaking.has(name) ? [value] : toDouble(value)
  }
  const args = given.map(passes ? toCarried : toDouble)
  const context = passes ? toCarried(focus.input, 0) : toDouble(focus.input)
  return signature.validate(args, context)
}

/** Whether the parameter is `x` or `j`, any value, by the letters of the signature before its result. */
function takesAnything({ definition }: Signature, index: number): boolean {
  const parameters = definition.slice(1, definition.indexOf(':')).match(/\([a-z]+\)|[a-z](?:<[^>]*>)?/g)
  return parameters?.[index] === 'x' || parameters?.[index] === 'j'
}

// Texts by their characters, lists by their items.
function lengths(args: readonly unknown[]): number {
  let steps = 0
  for (const arg of args) if (typeof arg === 'string' || Array.isArray(arg)) steps += arg.length
  return steps
}

const square = (args: readonly unknown[]) => lengths(args) ** 2

const stepsOf: Readonly<Record<string, Recipe['steps']>> = {
  pad: (args) => lengths(args) + 2 * Math.abs(Number(args[1]) || 0),
  distinct: ([list], { budget }) => square([list]) + sizeOf(list, budget.left),
  join: ([list, separator = '']) =>
    Array.isArray(list)
      ? list.reduce<number>((sum, text) => sum + String(text).length + String(separator).length, 0)
      : 0,
  replace: (args) => lengths(args) + replacedLength(args),
  boolean: ([value], { budget }) => sizeOf(value, budget.left),
  not: ([value], { budget }) => sizeOf(value, budget.left),
  keys: ([value], { budget }) => sizeOf(value, budget.left),
  lookup: ([value], { budget }) => (Array.isArray(value) ? sizeOf(value, budget.left) : 0),
  merge: ([list], { budget }) => sizeOf(list, budget.left),
  fromMillis: ([, picture]) => dateWritingSteps(picture),
  formatInteger: ([value, picture]) =>
    lengths([picture]) + (/i/i.test(String(picture)) ? Math.abs(Number(value)) / 100 : 0),
}

// How long a text is after all occurrences of one text in it are replaced by another.
function replacedLength([text, pattern, replacement]: readonly unknown[]): number {
  if (typeof text !== 'string' || typeof pattern !== 'string' || typeof replacement !== 'string') return 0
  return pattern === '' ? 0 : (text.split(pattern).length - 1) * replacement.length
}
