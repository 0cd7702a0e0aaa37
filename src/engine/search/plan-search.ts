/**
 * Plans a search: from its text to walks along indexes, or to why no index answers it.
 *
 * 1. Each alternative walks along an index that its tests name; the other tests are applied to what that gives. An
 *    alternative without such a test is refused, not scanned: one that has nothing but a duration, or negations.
 */
import type { Instant, Namespace } from '#base'
import {
  fieldText,
  parseSearch,
  searchAlternatives,
  SearchError,
  type SearchAlternative,
  type SearchTest,
} from '#query'
import type {
  ExecutionStatus,
  MachineRecord,
  SearchFieldRecord,
  Store,
  StoredAlternative,
  StoredTest,
} from '#store'
import { chooseAnchor, walksOf } from './choose-anchor.ts'
import { MachinesInScope } from './machines-in-scope.ts'
import { storedTest } from './stored-tests.ts'

/** Walks that one search merges: about 20 ms for their first pieces. */
const walksMax = 2000

export interface SearchWish extends Namespace {
  readonly where: string
  readonly machine?: string
  readonly statuses?: readonly ExecutionStatus[]
  readonly now: Instant
}

export interface SearchPlan {
  readonly anyOf: readonly StoredAlternative[]
  /** Of the state machines that are looked at. */
  readonly fields: readonly SearchFieldRecord[]
  /** Paths of the search that some state machine is still being indexed by. */
  readonly incomplete: readonly string[]
}

export async function planSearch(store: Store, wish: SearchWish): Promise<SearchPlan | SearchError> {
  const expression = parseSearch(wish.where, wish.now)
  if (expression instanceof SearchError) return expression
  const alternatives = searchAlternatives(expression)
  if (alternatives instanceof SearchError) return alternatives
  const planner = new Planner(store, wish, await store.searchFields())
  for (const alternative of alternatives) {
    const error = await planner.add(alternative)
    if (error) return error
  }
  return planner.plan()
}

class Planner {
  readonly #store: Store
  readonly #wish: SearchWish
  readonly #fields: readonly SearchFieldRecord[]
  readonly #machines: MachinesInScope
  readonly #used = new Map<number, SearchFieldRecord>()
  readonly #anyOf: StoredAlternative[] = []
  readonly #incomplete = new Set<string>()
  #walks = 0

  constructor(store: Store, wish: SearchWish, fields: readonly SearchFieldRecord[]) {
    this.#store = store
    this.#wish = wish
    this.#fields = fields.filter(({ isDropped }) => !isDropped)
    this.#machines = new MachinesInScope(store, wish)
  }

  plan(): SearchPlan {
    const fields = [...this.#used.values()]
    return { anyOf: this.#anyOf, fields, incomplete: [...this.#incomplete] }
  }

  async add(alternative: SearchAlternative): Promise<SearchError | undefined> {
    const machines = await this.#machines.of(alternative, this.#wish.machine)
    if (machines instanceof SearchError) return machines
    const error = this.#unknownField(alternative, machines)
    if (error) return error
    for (const machine of machines) {
      const refused = this.#addFor(machine, alternative)
      if (refused) return refused
    }
    return undefined
  }

  #addFor(machine: MachineRecord, alternative: SearchAlternative): SearchError | undefined {
    const fields = this.#fields.filter(({ machineId }) => machineId === machine.id)
    const tests = this.#testsFor(machine, alternative, fields)
    if (tests instanceof SearchError) return tests
    if (tests === 'never') return undefined
    const anchor = chooseAnchor(tests)
    if (!anchor && !isBounded(alternative, this.#wish)) return notIndexed(alternative)
    this.#walks += walksOf(anchor)
    if (this.#walks > walksMax) {
      return new SearchError(
        `the search comes to more than ${walksMax} walks along indexes: name a state machine with machine = "…", or fewer values`,
        alternative[0]?.offset ?? 0,
      )
    }
    for (const field of fields) this.#used.set(field.id, field)
    this.#anyOf.push({ machineId: machine.id, tests, ...(anchor && { anchor }) })
    return undefined
  }

  #testsFor(
    machine: MachineRecord,
    alternative: SearchAlternative,
    fields: readonly SearchFieldRecord[],
  ): readonly StoredTest[] | 'never' | SearchError {
    const { account } = machine
    const hashText = (text: string) => Buffer.from(this.#store.hashText(account, text)).toString('base64')
    const context = { fields, hashText, hashError: this.#store.isEncrypted ? hashText : undefined }
    const { statuses } = this.#wish
    const tests: StoredTest[] = statuses ? [{ on: 'status', statuses }] : []
    for (const test of alternative) {
      const stored = storedTest(test, context)
      if (stored instanceof SearchError || stored === 'never') return stored
      if (stored === undefined || stored === 'always') continue
      tests.push(stored)
      if (stored.on === 'field') this.#noteIncomplete(test, fields)
    }
    return tests
  }

  #noteIncomplete(test: SearchTest, fields: readonly SearchFieldRecord[]): void {
    const text = fieldText(test.field)
    const isOpen = fields.some(({ path, backfillBefore }) => path === text && backfillBefore !== undefined)
    if (isOpen) this.#incomplete.add(text)
  }

  /** A field that no state machine in question declares is a mistake, not an empty answer. */
  #unknownField(alternative: SearchAlternative, machines: readonly MachineRecord[]): SearchError | undefined {
    const ids = new Set(machines.map(({ id }) => id))
    const declared = new Set(this.#fields.flatMap((field) => (ids.has(field.machineId) ? [field.path] : [])))
    const unknown = alternative.find(
      ({ field }) => field.kind === 'indexed' && !declared.has(field.path.text),
    )
    if (!unknown || machines.length === 0) return undefined
    const known =
      declared.size === 0 ? 'they index no fields' : `they index ${[...declared].toSorted().join(', ')}`
    return new SearchError(
      `no state machine in question indexes ${fieldText(unknown.field)} (${known}): declare it in the tag stepwell:index of the state machine, as in stepwell:index = "${fieldText(unknown.field)}"`,
      unknown.offset,
    )
  }
}

/** Tests that leave a part of all executions, which is walked along. */
const bounding: ReadonlySet<string> = new Set(['machine', 'tag', 'startedAt'])

/** All executions of the state machines are walked along where a time, a state machine or nothing else is wanted. */
function isBounded(alternative: SearchAlternative, { machine }: SearchWish): boolean {
  return (
    machine !== undefined ||
    alternative.length === 0 ||
    alternative.some(({ field, isNegated }) => !isNegated && bounding.has(field.kind))
  )
}

function notIndexed(alternative: SearchAlternative): SearchError {
  const test = alternative[0]!
  const names = [...new Set(alternative.map(({ field }) => fieldText(field)))].join(' and ')
  return new SearchError(
    `no index answers a search by ${names} in this form alone (a duration and what is excluded are only tested on what an index finds): add status = …, machine = "…", startedAt > … or an indexed field`,
    test.offset,
  )
}
