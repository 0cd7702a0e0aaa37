/**
 * What this room uses of the package `jsonata` beyond its published types.
 *
 * Owns: the shapes of its syntax tree, of its functions and of what it throws (version 2.2). The package is not
 * changed; it is given other functions, another engine for regular expressions, and a syntax tree that has been
 * looked through.
 */
import jsonata from 'jsonata'

/** A node of the syntax tree, after the package's own post-processing. */
export interface Node {
  type: string
  value?: unknown
  position?: number
  /** path */
  steps?: Node[]
  /** filters behind a node, and behind a step of a path */
  predicate?: Stage[]
  stages?: Stage[]
  /** grouping behind a node */
  group?: { lhs: [Node, Node][] }
  /** binary, bind, apply; pairs of keys and values of an object constructor */
  lhs?: Node | [Node, Node][]
  rhs?: Node
  /** unary */
  expression?: Node
  /** block, array constructor */
  expressions?: Node[]
  /** function, partial; parameters of a lambda */
  arguments?: Node[]
  procedure?: Node
  /** lambda */
  body?: Node
  thunk?: boolean
  /** condition */
  condition?: Node
  then?: Node
  else?: Node
  /** sort */
  terms?: { expression: Node }[]
  /** transform */
  pattern?: Node
  update?: Node
  delete?: Node
  /** names that a step binds: `@$item`, `#$index` */
  focus?: string
  index?: string
  /** `[]` behind a node keeps a list of one item a list */
  keepArray?: boolean
}

export interface Stage {
  type: string
  expr?: Node
  /** the name that `#$i` binds */
  value?: string
}

/** A function as the package holds it. `this` of the implementation is a `Focus`. */
export interface FunctionDefinition {
  readonly _jsonata_function: true
  readonly implementation: (this: Focus, ...args: never[]) => unknown
  readonly signature?: unknown
  /** How many arguments it takes where it is handed to `$map` and its like. */
  readonly arity?: number
}

/** What a function sees of the evaluation that calls it. */
export interface Focus {
  readonly input: unknown
  readonly environment: { readonly timestamp: { setTime(ms: number): void } }
  readonly createSequence: (...first: unknown[]) => unknown[]
}

/** What the package throws: a plain object. */
export interface LibraryError {
  readonly code?: string
  readonly message?: string
  readonly position?: number
}

/** Read at every node, so a change takes effect at once. */
export interface LibraryOptions {
  timeout: number
  readonly stack: number
  readonly RegexEngine: RegExpConstructor
}

export type Expression = jsonata.Expression

/** Parses an expression. Throws a `LibraryError`, or a native error for a regular expression that is none. */
export function parse(text: string, options?: LibraryOptions): Expression {
  return jsonata(text, options)
}

export function syntaxOf(expression: Expression): Node {
  return expression.ast() as Node
}

const captured = new Map<string, FunctionDefinition | undefined>()

/** The package's own function of that name, or undefined. */
export function builtin(name: string): FunctionDefinition | undefined {
  if (!captured.has(name)) captured.set(name, lookUp(name))
  return captured.get(name)
}

/** A function of our own with a signature in the package's notation: `<s-s?:s>`. */
export function defineFunction(
  signature: string,
  implementation: FunctionDefinition['implementation'],
): FunctionDefinition {
  const expression = parse('0')
  expression.registerFunction('f', implementation as never, signature)
  return lookUp('f', expression)!
}

// The package calls this hook, of its debugger, with the environment of every evaluation when that begins; it is the
// only way to what is defined in it.
const frameHook = Symbol.for('jsonata.__createFrame_push') as unknown as string

function lookUp(name: string, expression = parse('0')): FunctionDefinition | undefined {
  let found: FunctionDefinition | undefined
  expression.assign(frameHook, (environment: { lookup(name: string): unknown }) => {
    found = environment.lookup(name) as FunctionDefinition | undefined
  })
  void expression.evaluate(undefined)
  return found
}
