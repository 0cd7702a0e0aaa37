/**
 * Compiles a JSONata expression.
 *
 * Owns: the evaluators of an expression and the choice of how one evaluation is run. The package `jsonata` evaluates; this room
 * gives it time, chance and functions as arguments, keeps it from its inputs, and bounds it. Neighbours: the interpreter
 * evaluates on the event loop, the engine's processes what took too long there.
 *
 * 1. Evaluations share nothing that changes: each has an evaluator to itself, and one that failed is not used again.
 * 2. What an evaluation answers depends on its scope alone. One that begins again (elsewhere, or prepared for raw numbers)
 *    draws the same random numbers: it has a seed of its own, taken from the scope once.
 * 3. Every evaluation ends: by its time, its steps, its depth or its memory, each with a named limit.
 */
import { AslError, type Json, type Outcome } from '#base'
import { Budget } from './jsonata/budget.ts'
import { isFunctionName, isKnownFunction } from './jsonata/bind-function.ts'
import { Evaluator, type Place } from './jsonata/evaluator.ts'
import { explainFault, isOutOfTime } from './jsonata/explain-fault.ts'
import { expressionFacts, plainPathFacts, type ExpressionFacts } from './jsonata/expression-facts.ts'
import { JsonataSyntaxError } from './jsonata/jsonata-error.ts'
import { parse, syntaxOf, type LibraryError } from './jsonata/library.ts'
import { aloneMsMax, elsewhereMsMax, onLoopMsMax } from './jsonata/limits.ts'
import { compilePlainPath, notPlain, readPlainPath, type PlainPath } from './jsonata/plain-path.ts'
import { hasRawNumber, prepareInput } from './jsonata/prepare-input.ts'
import { NeedsTokens } from './jsonata/run.ts'
import { settle } from './jsonata/settle.ts'
import { Tokens } from './jsonata/tokens.ts'
import type { Evaluation, Jsonata, JsonataRequest, JsonataScope } from './jsonata.ts'

/** Whether a text of a definition is an expression: blanks outside of the braces make it an ordinary text. */
export function isJsonataText(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}')
}

/** Compiles an expression, with its braces or without; or tells why AWS refuses it. */
export function compileJsonata(text: string): Jsonata | JsonataSyntaxError {
  const inner = isJsonataText(text) ? text.slice(2, -2).trim() : text.trim()
  const path = readPlainPath(inner)
  if (path && !isFunctionName(path.variable)) {
    return new CompiledJsonata(inner, plainPathFacts(path), compilePlainPath(path))
  }
  const offset = text.indexOf(inner)
  try {
    const facts = factsOf(inner)
    const [refusal] = facts.refused
    if (refusal) return refused('UNSUPPORTED_JSONATA_EXPRESSION', refusal, { text, offset })
    return new CompiledJsonata(inner, facts, undefined)
  } catch (thrown) {
    return refused('INVALID_JSONATA_EXPRESSION', explainSyntax(thrown), { text, offset })
  }
}

/** Runs an evaluation in a process of its own, which is ended when it takes too long. */
export async function evaluateRequest(request: JsonataRequest): Promise<Outcome<Json | undefined>> {
  const compiled = compileJsonata(request.text)
  if (compiled instanceof JsonataSyntaxError)
    return new AslError('States.QueryEvaluationError', compiled.message)
  return (compiled as CompiledJsonata).evaluateThere(request)
}

/** Texts whose facts are kept: parsing is nearly all of compiling, and definitions are compiled again and again. */
const knownTextsMax = 2000

const knownFacts = new Map<string, ExpressionFacts>()

// The tree itself is not kept: each evaluator has its own.
function factsOf(text: string): ExpressionFacts {
  let facts = knownFacts.get(text)
  if (!facts) {
    facts = expressionFacts(syntaxOf(parse(text)), isKnownFunction)
    const [oldest] = knownFacts.keys()
    if (knownFacts.size >= knownTextsMax && oldest !== undefined) knownFacts.delete(oldest)
    if (text.length <= knownTextLengthMax) knownFacts.set(text, facts)
  }
  return facts
}

/** Longer texts are rare, and would fill the memory. */
const knownTextLengthMax = 4096

interface SyntaxFinding {
  readonly message: string
  readonly position: number
}

function refused(
  code: JsonataSyntaxError['code'],
  { message, position }: SyntaxFinding,
  { text, offset }: { readonly text: string; readonly offset: number },
): JsonataSyntaxError {
  return new JsonataSyntaxError(code, message, Math.min(offset + position, text.length))
}

function explainSyntax(thrown: unknown): SyntaxFinding {
  if (thrown instanceof RangeError) return { message: 'The expression nests too deep', position: 0 }
  const { message = 'The expression is not JSONata', position = 0 } = thrown as LibraryError
  return { message, position }
}

const onLoop: Place = { kind: 'loop', msMax: onLoopMsMax }
const alone: Place = { kind: 'alone', msMax: aloneMsMax }
const there: Place = { kind: 'elsewhere', msMax: elsewhereMsMax }

/** Evaluators that are kept for the next evaluations of one expression. */
const idleEvaluatorsMax = 2

class CompiledJsonata implements Jsonata {
  readonly kind = 'jsonata'
  readonly text: string
  readonly variables: readonly string[]
  readonly functionsAsValues: readonly string[]
  readonly statesMembers: readonly string[]
  readonly #facts: ExpressionFacts
  readonly #plainPath: PlainPath | undefined
  readonly #idle = { fast: [] as Evaluator[], careful: [] as Evaluator[] }

  constructor(text: string, facts: ExpressionFacts, plainPath: PlainPath | undefined) {
    this.text = text
    this.variables = facts.freeNames.filter((name) => !isFunctionName(name))
    this.functionsAsValues = facts.freeNames.filter(
      (name) => isFunctionName(name) && facts.valueNames.has(name),
    )
    this.statesMembers = facts.statesMembers
    this.#facts = facts
    this.#plainPath = plainPath
  }

  evaluate(scope: JsonataScope, field: string): Evaluation<Json | undefined> {
    const value = this.#plainPath?.(scope)
    if (this.#plainPath && value !== notPlain) return value
    return this.#evaluateHere(scope, field)
  }

  async #evaluateHere(scope: JsonataScope, field: string): Promise<Outcome<Json | undefined>> {
    const request = this.#request(scope, field)
    const { elsewhere } = scope
    try {
      return await this.#run(request, elsewhere ? onLoop : alone)
    } catch (thrown) {
      if (elsewhere && isOutOfTime(thrown)) return elsewhere(request)
      return explainFault(thrown, request)
    }
  }

  async evaluateThere(request: JsonataRequest): Promise<Outcome<Json | undefined>> {
    try {
      return await this.#run(request, there)
    } catch (thrown) {
      return explainFault(thrown, request)
    }
  }

  // All that the evaluation reads, and no more.
  #request({ states, variables, at, random, limits }: JsonataScope, field: string): JsonataRequest {
    const { freeNames, statesMembers, readsAllStates } = this.#facts
    const reads = (member: string) => readsAllStates || statesMembers.includes(member)
    const { input, result, errorOutput } = states
    const usesRandom = freeNames.some((name) => name === 'random' || name === 'uuid' || name === 'shuffle')
    return {
      text: this.text,
      field,
      states: {
        ...(reads('input') ? { input } : {}),
        ...(reads('result') && result !== undefined ? { result } : {}),
        ...(reads('errorOutput') && errorOutput !== undefined ? { errorOutput } : {}),
        ...(reads('context') ? { context: states.context() } : {}),
      },
      variables: Object.fromEntries(
        freeNames.filter((name) => variables.has(name)).map((name) => [name, variables.get(name)!]),
      ),
      at,
      seed: usesRandom ? random().uuid() : '',
      limits,
    }
  }

  async #run(request: JsonataRequest, place: Place): Promise<Json | undefined> {
    const values = [...Object.values(request.states), ...Object.values(request.variables)]
    if (values.some(hasRawNumber)) return this.#runWithTokens(request, place)
    try {
      return await this.#attempt(request, { place, careful: this.#facts.loops, tokens: undefined })
    } catch (thrown) {
      if (thrown instanceof NeedsTokens) return this.#runWithTokens(request, place)
      throw thrown
    }
  }

  // A fault may come of a token in a place that was not thought of; doubles decide whether it is the expression's own.
  async #runWithTokens(request: JsonataRequest, place: Place): Promise<Json | undefined> {
    try {
      return await this.#attempt(request, { place, careful: true, tokens: new Tokens() })
    } catch (thrown) {
      if (isOutOfTime(thrown)) throw thrown
      return this.#attempt(request, { place, careful: true, tokens: undefined })
    }
  }

  async #attempt(request: JsonataRequest, { place, careful, tokens }: Attempt): Promise<Json | undefined> {
    const idle = careful ? this.#idle.careful : this.#idle.fast
    const evaluator = idle.pop() ?? new Evaluator(this.text, this.#facts, careful)
    const budget = new Budget(place.kind)
    const { at, seed, limits } = request
    const bindings = this.#bindings(request, tokens)
    const value = await evaluator.evaluate({ bindings, at, seed, place, budget, tokens })
    if (idle.length < idleEvaluatorsMax) idle.push(evaluator)
    return settle(value, { budget, tokens, bytesMax: limits.payloadBytesMax })
  }

  #bindings({ states, variables }: JsonataRequest, tokens: Tokens | undefined): Record<string, unknown> {
    // A variable with the name of a function may be called like one, too.
    const shadows = Object.keys(variables).some(isKnownFunction)
    const preparation = {
      tokens,
      copiesAll: this.#facts.maySpoilInput || shadows,
      copiesEmptyLists: this.#facts.buildsObjects,
    }
    const prepareAll = (values: Readonly<Record<string, Json | undefined>>) =>
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, prepareInput(value!, preparation)]),
      )
    return { ...prepareAll(variables), states: prepareAll(states) }
  }
}

interface Attempt {
  readonly place: Place
  readonly careful: boolean
  readonly tokens: Tokens | undefined
}
