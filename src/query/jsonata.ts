/**
 * The surface of JSONata: an expression is compiled once, when a definition is read, and then only evaluated.
 * (Contract; `compile-jsonata.ts` and `compile-jsonata-template.ts` make them.)
 */
import type { Instant, Json, Limits, Outcome, Random } from '#base'

/** One `{% … %}` expression. Evaluations of it may be interleaved: they share nothing that changes. */
export interface Jsonata {
  readonly kind: 'jsonata'
  /** Without the braces, the percent signs and the blanks around it, as AWS shows it in causes. */
  readonly text: string
  /** The variables that it reads, without `$states`, its own local names and functions: `customer` of `$customer.name`. */
  readonly variables: readonly string[]
  /**
   * Names of functions that it reads without calling them: `$count` of `$count + 1`. They mean the variable of that name
   * where there is one.
   */
  readonly functionsAsValues: readonly string[]
  /** The members of `$states` that it names (`input`, `result`, `errorOutput`, `context`): not each exists everywhere. */
  readonly statesMembers: readonly string[]
  /**
   * The value, undefined where the expression has none, or a `JsonataError` (`States.QueryEvaluationError`). What is
   * only a path (`$states.input.a`) is answered at once; the rest is a promise.
   *
   * @param field the field of the state as AWS names it: `Items`, `Output/result`, `Choices[0]/Condition`
   */
  evaluate(scope: JsonataScope, field: string): Evaluation<Json | undefined>
}

/** A value that is known at once, or will be. */
export type Evaluation<T> = Outcome<T> | Promise<Outcome<T>>

/** A JSON value of a definition with `{% %}` texts anywhere in it: Arguments, Output, Assign, Items, … */
export interface JsonataTemplate {
  readonly kind: 'jsonata-template'
  /** What it evaluates, in the order of the text, with JSON pointers relative to the template. */
  readonly expressions: readonly { readonly pointer: string; readonly expression: Jsonata }[]
  /**
   * The value with each expression's result in its place. An expression without a result is AWS's error. A template
   * that has only literals and paths answers at once.
   *
   * @param field the field of the state: `Output`, `Arguments`; `/key` and `[i]` are added for the places in it
   */
  evaluate(scope: JsonataScope, field: string): Evaluation<Json>
}

/** What an expression is evaluated against. */
export interface JsonataScope {
  /** `$states`. The context object is made when it is first asked for. */
  readonly states: {
    readonly input: Json
    readonly result?: Json
    readonly errorOutput?: Json
    readonly context: () => Json
  }
  readonly variables: ReadonlyMap<string, Json>
  /** The turn's time, for `$now` and `$millis`, and its randomness, for `$random` and `$uuid` (invariant 7). */
  readonly at: Instant
  readonly random: () => Random
  readonly limits: Limits
  /**
   * Runs an evaluation again that has used its time on the event loop: in a process with limits of its own. Where it is
   * absent, an evaluation has `aloneMsMax` on the event loop and then fails.
   */
  readonly elsewhere?: (request: JsonataRequest) => Promise<Outcome<Json | undefined>>
}

/** All that an evaluation depends on, as plain data: numbers may be raw, so it travels as JSON text. */
export interface JsonataRequest {
  readonly text: string
  readonly field: string
  readonly states: {
    readonly input?: Json
    readonly result?: Json
    readonly errorOutput?: Json
    readonly context?: Json
  }
  readonly variables: Readonly<Record<string, Json>>
  readonly at: Instant
  /** What the evaluation's randomness is made from; empty where the expression uses none. */
  readonly seed: string
  readonly limits: Limits
}
