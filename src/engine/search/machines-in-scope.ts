/** The state machines whose executions an alternative of a search may find: by name, and by their tags. */
import { stateMachineArn, type Namespace } from '#base'
import { SearchError, type SearchAlternative, type SearchRange, type SearchTest } from '#query'
import type { MachineRecord, Store } from '#store'

/** State machines that one search looks at. */
const machinesMax = 1000
const pageSize = 200

/** State machines of a namespace, read once for a search. */
export class MachinesInScope {
  readonly #store: Store
  readonly #at: Namespace
  readonly #named = new Map<string, Promise<MachineRecord | undefined>>()
  readonly #tags = new Map<number, Promise<Readonly<Record<string, string>>>>()
  #all: Promise<readonly MachineRecord[] | SearchError> | undefined

  constructor(store: Store, { account, region }: Namespace) {
    this.#store = store
    this.#at = { account, region }
  }

  /** Those that the tests on `machine` and on tags leave. `name` is one that all have to have. */
  async of(
    alternative: SearchAlternative,
    name: string | undefined,
  ): Promise<readonly MachineRecord[] | SearchError> {
    const named = name === undefined ? namesWanted(alternative) : [name]
    const found = named ? await this.#byName(named) : await this.#everyOne(alternative[0]?.offset ?? 0)
    if (found instanceof SearchError) return found
    const wanted: MachineRecord[] = []
    for (const machine of found) {
      // Executions of Express ones are no part of a search: what is known of them is in their logs.
      if (machine.type === 'STANDARD' && (await this.#holds(alternative, machine))) wanted.push(machine)
    }
    return wanted
  }

  async #byName(names: readonly string[]): Promise<readonly MachineRecord[]> {
    const found = names.map((name) => {
      const known = this.#named.get(name) ?? this.#store.machine(this.#at, name)
      this.#named.set(name, known)
      return known
    })
    return (await Promise.all(found)).filter((machine) => machine !== undefined)
  }

  async #everyOne(offset: number): Promise<readonly MachineRecord[] | SearchError> {
    const all = await (this.#all ??= this.#load())
    if (!(all instanceof SearchError)) return all
    return new SearchError(all.message, offset)
  }

  async #load(): Promise<readonly MachineRecord[] | SearchError> {
    const all: MachineRecord[] = []
    for (;;) {
      const after = all.at(-1)?.name
      const query = { ...this.#at, limit: pageSize, ...(after !== undefined && { after }) }
      const page = await this.#store.machines(query)
      all.push(...page)
      if (page.length < pageSize) return all
      if (all.length > machinesMax) {
        return new SearchError(
          `the account has more than ${machinesMax} state machines: name those to search with machine = "…" or machine in ("…")`,
          0,
        )
      }
    }
  }

  async #holds(alternative: SearchAlternative, machine: MachineRecord): Promise<boolean> {
    for (const test of alternative) {
      const value = await this.#valueOf(test, machine)
      if (value !== 'other' && isWithin(value, test.anyOf) === test.isNegated) return false
    }
    return true
  }

  async #valueOf({ field }: SearchTest, machine: MachineRecord): Promise<string | undefined | 'other'> {
    if (field.kind === 'machine') return machine.name
    if (field.kind !== 'tag') return 'other'
    const tags = this.#tags.get(machine.id) ?? this.#store.tags(stateMachineArn(machine, machine.name))
    this.#tags.set(machine.id, tags)
    return (await tags)[field.key]
  }
}

/** The names that one test leaves, if one leaves names only. */
function namesWanted(alternative: SearchAlternative): readonly string[] | undefined {
  const test = alternative.find(
    ({ field, isNegated, anyOf }) =>
      field.kind === 'machine' && !isNegated && anyOf.every(({ kind }) => kind === 'equals'),
  )
  return test?.anyOf.flatMap((range) => (range.kind === 'equals' ? [String(range.value)] : []))
}

function isWithin(value: string | undefined, anyOf: readonly SearchRange[]): boolean {
  return (
    value !== undefined &&
    anyOf.some((range) => {
      if (range.kind === 'equals') return range.value === value
      return range.kind === 'prefix' && value.startsWith(range.prefix)
    })
  )
}
