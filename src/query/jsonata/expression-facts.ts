/**
 * What can be known of an expression from its syntax tree: what it reads, what AWS refuses, and how it may be run.
 *
 * Names follow the package's scopes: a block and a function's body have one each; a function's body sees what its block
 * binds later, so bodies are looked at when their block has been read.
 */
import type { Node, Stage } from './library.ts'
import type { PlainPathText } from './plain-path.ts'

export interface ExpressionFacts {
  /** Names that are read and not bound in the expression, of functions too, in the order of the text. */
  readonly freeNames: readonly string[]
  /** Those of them that are read for their value and not only called. */
  readonly valueNames: ReadonlySet<string>
  /** The members of `$states` that are named. */
  readonly statesMembers: readonly string[]
  /** Whether `$states` is read as a whole. */
  readonly readsAllStates: boolean
  /** References that AWS refuses, as its message names them, with the place in the text. */
  readonly refused: readonly Refusal[]
  /** Whether a call may reach a value that is no function: the package writes its name into such a value. */
  readonly maySpoilInput: boolean
  /** Whether objects are built for the items of a list: the package adds an item to such an item that is an empty list. */
  readonly buildsObjects: boolean
  /** Whether values can grow by repetition: recursion, `$reduce`, a long row of assignments. */
  readonly loops: boolean
}

export interface Refusal {
  readonly message: string
  readonly position: number
}

/** Assignments in one expression from which on it is taken for one that loops. */
const assignmentsMax = 8

export function expressionFacts(tree: Node, isKnownFunction: (name: string) => boolean): ExpressionFacts {
  const reading = new Reading(isKnownFunction)
  reading.read(tree, { names: new Scope(undefined), isTop: true, inFunction: false })
  reading.readBodies()
  return reading.facts()
}

/** The facts of a path from a variable through names. */
export function plainPathFacts({ variable, names }: PlainPathText): ExpressionFacts {
  const isOfStates = variable === 'states'
  return {
    freeNames: isOfStates ? [] : [variable],
    valueNames: new Set(isOfStates ? [] : [variable]),
    statesMembers: isOfStates ? names.slice(0, 1) : [],
    readsAllStates: false,
    refused: [],
    maySpoilInput: false,
    buildsObjects: false,
    loops: false,
  }
}

class Scope {
  readonly #names = new Set<string>()
  readonly #parent: Scope | undefined

  constructor(parent: Scope | undefined) {
    this.#parent = parent
  }

  bind(name: string): void {
    this.#names.add(name)
  }

  binds(name: string): boolean {
    return this.#names.has(name) || (this.#parent?.binds(name) ?? false)
  }
}

interface Place {
  readonly names: Scope
  /** Whether `$` has no meaning here. */
  readonly isTop: boolean
  readonly inFunction: boolean
}

interface Name {
  readonly name: string
  readonly position: number
}

class Reading {
  readonly #isKnownFunction: (name: string) => boolean
  readonly #free: Name[] = []
  readonly #valueNames = new Set<string>()
  readonly #members = new Set<string>()
  readonly #refused: Refusal[] = []
  /** Local names that are bound to functions, and those that are bound to anything else. */
  readonly #functions = new Set<string>()
  readonly #values = new Set<string>()
  readonly #called: { readonly name: string; readonly isFree: boolean }[] = []
  readonly #bodies: (() => void)[] = []
  #readsAllStates = false
  #maySpoilInput = false
  #buildsObjects = false
  #loops = false
  #assignments = 0

  constructor(isKnownFunction: (name: string) => boolean) {
    this.#isKnownFunction = isKnownFunction
  }

  facts(): ExpressionFacts {
    const ordered = this.#free.toSorted((a, b) => a.position - b.position)
    return {
      freeNames: [...new Set(ordered.map(({ name }) => name))],
      valueNames: this.#valueNames,
      statesMembers: [...this.#members],
      readsAllStates: this.#readsAllStates,
      refused: this.#refused,
      maySpoilInput: this.#maySpoilInput || this.#called.some((call) => !this.#isSurelyFunction(call)),
      buildsObjects: this.#buildsObjects,
      loops: this.#loops || this.#assignments >= assignmentsMax,
    }
  }

  /** Reads the functions' bodies that were left for later; theirs in turn come behind them. */
  readBodies(): void {
    for (let body = this.#bodies.shift(); body !== undefined; body = this.#bodies.shift()) body()
  }

  read(node: Node, place: Place): void {
    this.#readKind(node, place)
    const within = { ...place, isTop: false }
    if (node.focus !== undefined) place.names.bind(node.focus)
    if (node.index !== undefined) place.names.bind(node.index)
    for (const stage of [...(node.predicate ?? []), ...(node.stages ?? [])]) this.#readStage(stage, within)
    if (node.group) {
      this.#buildsObjects = true
      this.#readPairs(node.group.lhs, within)
    }
  }

  #readKind(node: Node, place: Place): void {
    switch (node.type) {
      case 'variable':
        return this.#readVariable(node, place)
      case 'path':
        return this.#readPath(node, place)
      case 'name':
      case 'wildcard':
      case 'descendant':
        return this.#refuseAtTop(node, place)
      case 'unary':
        return this.#readUnary(node, place)
      case 'bind':
        return this.#readBinding(node, place)
      case 'function':
      case 'partial':
        return this.#readCall(node, place)
      case 'lambda':
        return this.#readFunction(node, place)
      case 'block':
        return this.#readAll(node.expressions, { ...place, names: new Scope(place.names) })
      case 'sort':
        return this.#readAll(
          node.terms?.map((term) => term.expression),
          { ...place, isTop: false },
        )
      case 'transform':
        this.#maySpoilInput = true
        return this.#readAll([node.pattern, node.update, node.delete], { ...place, isTop: false })
      default:
        return this.#readAll([node.lhs as Node, node.rhs, node.condition, node.then, node.else], place)
    }
  }

  #readAll(nodes: readonly (Node | undefined)[] | undefined, place: Place): void {
    for (const node of nodes ?? []) if (node) this.read(node, place)
  }

  #readStage(stage: Stage, place: Place): void {
    if (stage.expr) this.read(stage.expr, place)
    else if (stage.value !== undefined) place.names.bind(stage.value)
  }

  #readPairs(pairs: readonly [Node, Node][], place: Place): void {
    for (const pair of pairs) this.#readAll(pair, place)
  }

  #readVariable({ value, position = 0 }: Node, { names, isTop }: Place, isCalled = false): void {
    const name = String(value)
    if (name === '$' || (name === '' && isTop)) this.#refuse(`$${name}`, position)
    if (name === '' || name === '$' || names.binds(name)) return
    if (name === 'states') this.#readsAllStates = true
    else {
      this.#free.push({ name, position })
      if (!isCalled) this.#valueNames.add(name)
    }
  }

  #readPath(node: Node, place: Place): void {
    const names = new Scope(place.names)
    const [first, second] = node.steps!
    const member = first!.value === 'states' && first!.type === 'variable' && second?.type === 'name'
    if (member && !names.binds('states')) this.#members.add(String(second.value))
    for (const [i, step] of node.steps!.entries()) {
      const isMember = member && i === 0 && !names.binds('states')
      if (isMember && !step.predicate && !step.stages && !step.group) continue
      this.read(step, { ...place, names, isTop: place.isTop && i === 0 })
    }
  }

  #refuseAtTop(node: Node, { isTop }: Place): void {
    const texts: Readonly<Record<string, string>> = { wildcard: '*', descendant: '**' }
    if (isTop) this.#refuse(texts[node.type] ?? String(node.value), node.position ?? 0)
  }

  #refuse(reference: string, position: number): void {
    this.#refused.push({
      message: `Reference to '${reference}' at the top level is not supported.`,
      position,
    })
  }

  #readUnary(node: Node, place: Place): void {
    if (node.value === '[') return this.#readAll(node.expressions, place)
    if (node.value !== '{') return this.#readAll([node.expression], place)
    if (!place.isTop) this.#buildsObjects = true
    return this.#readPairs(node.lhs as [Node, Node][], place)
  }

  #readBinding(node: Node, place: Place): void {
    const { value, position = 0 } = node.lhs as Node
    const name = String(value)
    this.read(node.rhs!, place)
    this.#assignments++
    if (name === 'states') {
      this.#refused.push({ message: `The variable '$states' is reserved and cannot be assigned.`, position })
    }
    this.#bind(name, node.rhs, place)
  }

  #bind(name: string, value: Node | undefined, { names }: Place): void {
    const kind = value?.type === 'lambda' || value?.type === 'partial' ? this.#functions : this.#values
    kind.add(name)
    names.bind(name)
  }

  #readCall(node: Node, place: Place): void {
    const procedure = node.procedure!
    const name = procedure.type === 'variable' ? String(procedure.value) : undefined
    if (name === undefined) this.#maySpoilInput ||= procedure.type !== 'lambda'
    else this.#called.push({ name, isFree: !place.names.binds(name) })
    const isOwn = name === undefined || place.names.binds(name) || !this.#isKnownFunction(name)
    if (name === 'reduce' || (place.inFunction && isOwn)) this.#loops = true
    if (name === undefined) this.read(procedure, place)
    else this.#readVariable(procedure, place, true)
    for (const argument of node.arguments ?? []) if (argument.type !== 'operator') this.read(argument, place)
  }

  #isSurelyFunction({ name, isFree }: { readonly name: string; readonly isFree: boolean }): boolean {
    if (isFree && this.#isKnownFunction(name)) return true
    return this.#functions.has(name) && !this.#values.has(name)
  }

  #readFunction(node: Node, place: Place): void {
    const inner: Place = { names: new Scope(place.names), isTop: false, inFunction: true }
    for (const parameter of node.arguments ?? []) this.#bind(String(parameter.value), undefined, inner)
    // A thunk is the package's way of making a tail call: it stands for the call in it.
    if (node.thunk) this.read(node.body!, { ...place, inFunction: true })
    else this.#bodies.push(() => this.read(node.body!, inner))
  }
}
