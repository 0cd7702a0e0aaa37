/**
 * A state machine as the interpreter runs it: read once, valid, with every path and template compiled.
 *
 * A `Machine` that exists is valid; nothing here is checked again at run time. State names are unique in the whole
 * definition, nested states included, so a name alone finds a state.
 */
import type { Instant, Json } from '#base'
import type { Jsonata, JsonataTemplate, Path, ReferencePath, Template, TextExpression } from '#query'
import type { DistributedMap } from './distributed-map.ts'
import type { Resource } from './resource.ts'

/** The language in which a state's fields are evaluated. */
export type QueryLanguage = 'JSONPath' | 'JSONata'

export interface Machine {
  readonly comment?: string
  readonly root: Block
  /** Every state of the definition by its name, those of branches and item processors included. */
  readonly states: ReadonlyMap<string, State>
  readonly timeoutSeconds?: number
  /**
   * The variables that each state reads, sorted, for the states that read any. As DescribeStateMachine answers them:
   * `$states` and what an expression binds itself are none.
   */
  readonly variableReferences: ReadonlyMap<string, readonly string[]>
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
  readonly queryLanguage: QueryLanguage
}

/** A number as it stands, the path to one (JSONPath, the field's twin with `Path`), or an expression (JSONata). */
export type NumberSource = number | Path | Jsonata

/** A value that is made: a payload template in JSONPath, one with `{% %}` texts in JSONata. */
export type ValueTemplate = Template | JsonataTemplate

/** In the state's own query language; one member a variable. */
export interface WithAssign {
  readonly assign?: ValueTemplate
}

/** JSONata only. Absent: the result, or the input where there is none. */
export interface WithOutput {
  readonly output?: JsonataTemplate
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

export interface Catcher extends WithResultPath, WithAssign, WithOutput {
  readonly errorEquals: readonly string[]
  readonly next: string
}

export interface PassState extends StateBase, WithPaths, WithNext, WithResultPath, WithAssign, WithOutput {
  readonly type: 'Pass'
  readonly result?: Json
  readonly parameters?: Template
}

/** What Task, Parallel and Map have in common. */
export interface WithResult
  extends WithPaths, WithNext, WithResultPath, WithRetryCatch, WithAssign, WithOutput {}

export interface TaskState extends StateBase, WithResult {
  readonly type: 'Task'
  readonly resource: Resource
  readonly resourceText: string
  readonly parameters?: Template
  readonly resultSelector?: Template
  /** JSONata only; absent: the input. */
  readonly arguments?: JsonataTemplate
  readonly timeoutSeconds?: NumberSource
  readonly heartbeatSeconds?: NumberSource
  readonly credentials?: ValueTemplate
}

/** Its own `assign` and `output` are those of Default; a rule that matches has its own. */
export interface ChoiceState extends StateBase, WithPaths, WithAssign, WithOutput {
  readonly type: 'Choice'
  readonly choices: readonly ChoiceRule[]
  readonly default?: string
}

export interface ChoiceRule extends WithAssign, WithOutput {
  /** An expression in a JSONata state; a literal boolean is one, too. */
  readonly condition: Condition | Jsonata
  readonly next: string
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

export interface WaitState extends StateBase, WithPaths, WithNext, WithAssign, WithOutput {
  readonly type: 'Wait'
  readonly until:
    | { readonly seconds: number }
    | { readonly secondsPath: Path }
    | { readonly timestamp: Instant }
    | { readonly timestampPath: Path }
    | { readonly secondsExpression: Jsonata }
    | { readonly timestampExpression: Jsonata }
}

export interface SucceedState extends StateBase, WithPaths, WithOutput {
  readonly type: 'Succeed'
}

export interface FailState extends StateBase {
  readonly type: 'Fail'
  /** A literal, or a path, intrinsic or expression that gives a text. */
  readonly error?: string | TextExpression | Jsonata
  readonly cause?: string | TextExpression | Jsonata
}

export interface ParallelState extends StateBase, WithResult {
  readonly type: 'Parallel'
  readonly parameters?: Template
  /** JSONata only; absent: the input. */
  readonly arguments?: JsonataTemplate
  readonly resultSelector?: Template
  readonly branches: readonly Block[]
}

interface MapBase extends StateBase, WithResult {
  readonly type: 'Map'
  /** JSONPath only; absent: the effective input itself. */
  readonly itemsPath?: Path
  /** JSONata only: a literal array or an expression. */
  readonly items?: JsonataTemplate
  /** ItemSelector, or Parameters in older definitions. */
  readonly itemSelector?: ValueTemplate
  readonly resultSelector?: Template
  readonly maxConcurrency?: NumberSource
  readonly toleratedFailureCount?: NumberSource
  readonly toleratedFailurePercentage?: NumberSource
  readonly itemProcessor: Block
}

export type MapState = InlineMapState | DistributedMapState

export interface InlineMapState extends MapBase {
  readonly mode: 'INLINE'
  readonly distributed?: never
}

export interface DistributedMapState extends MapBase {
  readonly mode: 'DISTRIBUTED'
  readonly distributed: DistributedMap
}
