/**
 * One instance of the package's expression, and one evaluation of it at a time.
 *
 * Owns: the instance's options, functions and syntax tree. An evaluation changes an instance (its time, its functions' places,
 * its regular expressions), so two that are interleaved have two evaluators (`evaluator-pool.ts`).
 */
import { seededRandom, type Instant, type Random } from '#base'
import { bindFunction, isKnownFunction } from './bind-function.ts'
import type { Budget } from './budget.ts'
import type { ExpressionFacts } from './expression-facts.ts'
import { parse, syntaxOf, type Expression, type LibraryOptions } from './library.ts'
import { depthMax } from './limits.ts'
import { innerNames, prepareTree } from './prepare-tree.ts'
import { regexEngine } from './regex.ts'
import type { Run } from './run.ts'
import type { Tokens } from './tokens.ts'

/** Where an evaluation runs, and how long it may. */
export interface Place {
  readonly kind: 'loop' | 'alone' | 'elsewhere'
  readonly msMax: number
}

/** One evaluation: bindings as the package takes them, and what its functions need. */
export interface Task {
  readonly bindings: Record<string, unknown>
  readonly at: Instant
  readonly seed: string
  readonly place: Place
  readonly budget: Budget
  readonly tokens: Tokens | undefined
}

export class Evaluator {
  readonly #expression: Expression
  readonly #options: LibraryOptions
  #run: Run | undefined

  constructor(text: string, facts: ExpressionFacts, careful: boolean) {
    const run = () => this.#run!
    const RegexEngine = regexEngine(() => ({ budget: run().budget, mayBacktrack: run().isBoundedOutside }))
    this.#options = { timeout: 1, stack: depthMax, RegexEngine }
    this.#expression = parse(text, this.#options)
    prepareTree(syntaxOf(this.#expression), careful)
    const known = facts.freeNames.filter(isKnownFunction)
    // A transform calls $clone without naming it.
    for (const name of [...known, 'clone', ...Object.values(innerNames)]) {
      this.#expression.assign(name, bindFunction(name, run, careful))
    }
    this.#expression.assign('eval', undefined)
  }

  /** What the package answers or throws. */
  async evaluate({ bindings, at, seed, place, budget, tokens }: Task): Promise<unknown> {
    let random: Random | undefined
    this.#run = {
      at,
      random: () => (random ??= seededRandom(seed)),
      budget,
      tokens,
      isBoundedOutside: place.kind === 'elsewhere',
    }
    this.#options.timeout = place.msMax
    try {
      return await this.#expression.evaluate(undefined, bindings)
    } catch (error) {
      // Branches of the evaluation that still run end at their next node; this instance is not used again.
      this.#options.timeout = Number.MIN_VALUE
      throw error
    }
  }
}
