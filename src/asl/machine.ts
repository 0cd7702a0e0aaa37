/**
 * A state machine as the interpreter runs it: read once, valid, with every path and template compiled.
 *
 * A `Machine` that exists is valid; nothing here is checked again at run time. State names are unique in the whole
 * definition, nested states included, so a name alone finds a state.
 */
import type { Instant, Json } from '#base'
import type { Path, ReferencePath, Template, TextExpression } from '#query'
import type { Resource } from './resource.ts'

export interface Machine {
  readonly comment?: string
  readonly root: Block
  /** Every state of the definition by its name, those of branches and item processors included. */
  readonly states: ReadonlyMap<string, State>
  readonly timeoutSeconds?: number
}

/** A `StartAt` with its `States`: the machine itself, a branch, an item processor. */
export interface Block {
  readonly startAt: string
  readonly stateNames: readonly string[]
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState

export type StateType = State['type']

export interface StateBase {
  readonly name: string
  /** JSON pointer to the state in the definition. */
  readonly pointer: string
  readonly comment?: string
}

/** Absent: `$`. Null: the result is `{}`. */
export type DataPath = Path | null | undefined

export interface WithPaths {
  readonly inputPath?: DataPath
  readonly outputPath?: DataPath
}

/** `next` is absent where the state says `"End": true`. */
export interface WithNext {
  readonly next?: string
}

/** Absent: `$`, the result replaces the input. Null: the result is dropped. */
export interface WithResultPath {
  readonly resultPath?: ReferencePath | null
}

export interface WithRetryCatch {
  readonly retry: readonly Retrier[]
  readonly catch: readonly Catcher[]
}

export interface Retrier {
  readonly errorEquals: readonly string[]
  readonly intervalSeconds: number
  readonly maxAttempts: number
  readonly backoffRate: number
  readonly maxDelaySeconds?: number
  readonly jitterStrategy: 'NONE' | 'FULL'
}

export interface Catcher extends WithResultPath {
  readonly errorEquals: readonly string[]
  readonly next: string
}

export interface PassState extends StateBase, WithPaths, WithNext, WithResultPath {
  readonly type: 'Pass'
  readonly result?: Json
  readonly parameters?: Template
}

export interface TaskState extends StateBase, WithPaths, WithNext, WithResultPath, WithRetryCatch {
  readonly type: 'Task'
  readonly resource: Resource
  readonly resourceText: string
  readonly parameters?: Template
  readonly resultSelector?: Template
  readonly timeoutSeconds?: number | Path
  readonly heartbeatSeconds?: number | Path
  readonly credentials?: Template
}

export interface ChoiceState extends StateBase, WithPaths {
  readonly type: 'Choice'
  readonly choices: readonly { readonly condition: Condition; readonly next: string }[]
  readonly default?: string
}

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'test'
      /** Without the ending `Path`: `StringEqualsPath` is StringEquals with a path as its operand. */
      readonly operator: ChoiceOperator
      readonly variable: Path
      readonly operand: { readonly literal: Json } | { readonly path: Path }
    }

type Compared = 'String' | 'Numeric' | 'Timestamp'
type Comparison = 'Equals' | 'LessThan' | 'GreaterThan' | 'LessThanEquals' | 'GreaterThanEquals'
export type ChoiceOperator =
  | `${Compared}${Comparison}`
  | 'BooleanEquals'
  | 'StringMatches'
  | 'IsNull'
  | 'IsPresent'
  | 'IsNumeric'
  | 'IsString'
  | 'IsBoolean'
  | 'IsTimestamp'

export interface WaitState extends StateBase, WithPaths, WithNext {
  readonly type: 'Wait'
  readonly until:
    | { readonly seconds: number }
    | { readonly secondsPath: Path }
    | { readonly timestamp: Instant }
    | { readonly timestampPath: Path }
}

export interface SucceedState extends StateBase, WithPaths {
  readonly type: 'Succeed'
}

export interface FailState extends StateBase {
  readonly type: 'Fail'
  /** A literal, or a path or intrinsic that gives a text. */
  readonly error?: string | TextExpression
  readonly cause?: string | TextExpression
}

export interface ParallelState extends StateBase, WithPaths, WithNext, WithResultPath, WithRetryCatch {
  readonly type: 'Parallel'
  readonly parameters?: Template
  readonly resultSelector?: Template
  readonly branches: readonly Block[]
}

export interface MapState extends StateBase, WithPaths, WithNext, WithResultPath, WithRetryCatch {
  readonly type: 'Map'
  readonly mode: 'INLINE'
  readonly itemsPath?: Path
  /** ItemSelector, or Parameters in older definitions. */
  readonly itemSelector?: Template
  readonly resultSelector?: Template
  readonly maxConcurrency?: number | Path
  readonly toleratedFailureCount?: number | Path
  readonly toleratedFailurePercentage?: number | Path
  readonly itemProcessor: Block
}
