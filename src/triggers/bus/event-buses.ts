/**
 * Event buses and their rules: all of them are in memory, compiled, and every change is durable before it counts.
 *
 * Owns: what may be changed and how. Neighbours: the store keeps the rows, `put-events.ts` asks which rules match, the API
 * has an operation for each method.
 *
 * 1. Changes are made one after the other, each on what the one before has left.
 * 2. The bus `default` is there in every namespace; a rule belongs to one bus.
 */
import type { Instant, Json, Namespace } from '#base'
import type { Engine } from '#engine'
import type { EventBusReads, EventBusRecord, EventBusWrite, EventRuleRecord, RulePlace } from '#store'
import type { DeliveryTarget } from '../deliveries/port.ts'
import { compileEventPattern, type EventPattern } from '../events/event-pattern.ts'
import { InvalidEventPattern } from '../events/invalid-event-pattern.ts'
import { EventBusError } from './event-bus-error.ts'
import { checkRuleTarget, compileRuleTarget, type RuleTarget, type TargetServices } from './rule-target.ts'

export const defaultBus = 'default'
/** AWS's quotas, of rules a bus and targets a rule; the second is wider here. */
const rulesMax = 2000
const targetsMax = 100
const busesMax = 1000

export interface EventBusesOptions {
  readonly store: EventBusReads
  readonly engine: () => Pick<Engine, 'writeEvents'>
  readonly now: () => Instant
  readonly targets: TargetServices
}

/** A rule as it is in memory. */
export interface EventRule {
  readonly record: EventRuleRecord
  readonly targets: readonly RuleTarget[]
  /** Absent where it matches nothing. */
  readonly pattern: EventPattern | undefined
}

export interface NewRule extends RulePlace {
  readonly state: EventRuleRecord['state']
  readonly pattern?: string
  readonly description?: string
  readonly roleArn?: string
}

interface Bus {
  readonly record: EventBusRecord
  readonly rules: Map<string, EventRule>
}

export class EventBuses {
  readonly #options: EventBusesOptions
  /** By account, region and name; a default bus without rules may be missing. */
  readonly #buses = new Map<string, Bus>()
  /** Compiled when first asked for. */
  readonly #targets = new Map<string, DeliveryTarget>()
  #lastChange: Promise<unknown> = Promise.resolve()

  private constructor(options: EventBusesOptions) {
    this.#options = options
  }

  static async open(options: EventBusesOptions): Promise<EventBuses> {
    const buses = new EventBuses(options)
    for (const record of await options.store.eventBuses()) buses.#keep(record)
    for (const record of await options.store.eventRules())
      buses.#busOf(record)?.rules.set(record.name, ruleOf(record))
    return buses
  }

  // ------------------------------------------------------------------------------------------------ what there is

  /** Throws `ResourceNotFoundException`. */
  bus(at: Namespace, name: string): EventBusRecord {
    return this.#find(at, name).record
  }

  has(at: Namespace, name: string): boolean {
    return this.#lookUp(at, name) !== undefined
  }

  /** By name. */
  buses(at: Namespace): readonly EventBusRecord[] {
    const own = [...this.#buses.values()].map(({ record }) => record)
    const there = own.filter(({ account, region }) => account === at.account && region === at.region)
    return [this.#find(at, defaultBus).record, ...there.filter(({ name }) => name !== defaultBus)].toSorted(
      byName,
    )
  }

  /** Throws `ResourceNotFoundException`. */
  rules(at: Namespace, bus: string): readonly EventRule[] {
    const rules = [...this.#find(at, bus).rules.values()]
    return rules.toSorted((a, b) => byName(a.record, b.record))
  }

  /** Throws `ResourceNotFoundException`. */
  rule(place: RulePlace): EventRule {
    const rule = this.#find(place, place.bus).rules.get(place.name)
    if (rule) return rule
    throw new EventBusError(
      'ResourceNotFoundException',
      `Rule ${place.name} does not exist on EventBus ${place.bus}.`,
    )
  }

  /** Whether a bus has a rule that could match anything. */
  listens(at: Namespace, bus: string): boolean {
    const rules = this.#buses.get(keyOf(at, bus))?.rules
    return rules !== undefined && rules.size > 0
  }

  /** The queues of the targets that an event goes to. */
  queuesFor(at: Namespace, bus: string, event: Json): readonly string[] {
    const rules = this.#buses.get(keyOf(at, bus))?.rules.values() ?? []
    return [...rules]
      .filter(({ record, pattern }) => record.state === 'ENABLED' && pattern?.matches(event))
      .flatMap(({ record, targets }) => targets.map(({ Id: id }) => queueOf(record, id)))
  }

  /** The target of a queue; undefined where it is none of a rule. */
  targetOf(queue: string): DeliveryTarget | undefined {
    const known = this.#targets.get(queue)
    if (known) return known
    const place = placeOf(queue)
    const rule = place && this.#buses.get(keyOf(place, place.bus))?.rules.get(place.name)
    const target = rule?.targets.find(({ Id: id }) => id === place!.targetId)
    if (!rule || !target) return undefined
    const compiled = compileRuleTarget(this.#options.targets, rule.record, target)
    this.#targets.set(queue, compiled)
    return compiled
  }

  // --------------------------------------------------------------------------------------------------- changes

  /** Throws `ResourceAlreadyExistsException` and `LimitExceededException`. */
  createBus(at: Namespace, name: string, description: string | undefined): Promise<EventBusRecord> {
    return this.#change(async () => {
      if (this.has(at, name))
        throw new EventBusError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`)
      if (this.#buses.size >= busesMax)
        throw new EventBusError(
          'LimitExceededException',
          'The requested resource exceeds the maximum number allowed.',
        )
      const now = this.#options.now()
      const { account, region } = at
      const about = description === undefined ? {} : { description }
      const record = { account, region, name, createdAt: now, updatedAt: now, ...about }
      await this.#write({ kind: 'putEventBus', bus: record })
      this.#keep(record)
      return record
    })
  }

  /** Deleting what is not there succeeds. Throws `ValidationException` where it has rules or is the default. */
  deleteBus(at: Namespace, name: string): Promise<void> {
    return this.#change(async () => {
      if (name === defaultBus)
        throw new EventBusError('ValidationException', 'Cannot delete event bus default.')
      const bus = this.#lookUp(at, name)
      if (!bus) return
      if (bus.rules.size > 0)
        throw new EventBusError('ValidationException', "Event bus can't be deleted since it has rules.")
      await this.#write({ kind: 'deleteEventBus', at, name })
      this.#buses.delete(keyOf(at, name))
    })
  }

  /** Writes a rule; one that is there keeps its targets. Throws `EventBusError`. */
  putRule(rule: NewRule): Promise<EventRuleRecord> {
    return this.#change(async () => {
      const { rules } = this.#find(rule, rule.bus)
      const before = rules.get(rule.name)?.record
      if (!before && rules.size >= rulesMax)
        throw new EventBusError(
          'LimitExceededException',
          'The requested resource exceeds the maximum number allowed.',
        )
      const targets = before?.targets ?? '[]'
      const createdAt = before?.createdAt ?? this.#options.now()
      return this.#putRecord({ ...rule, targets, createdAt })
    })
  }

  setState(place: RulePlace, state: EventRuleRecord['state']): Promise<unknown> {
    return this.#change(() => this.#putRecord({ ...this.rule(place).record, state }))
  }

  /** Deleting what is not there succeeds. Throws `ValidationException` where it has targets. */
  deleteRule(place: RulePlace): Promise<void> {
    return this.#change(async () => {
      const { rules } = this.#find(place, place.bus)
      const rule = rules.get(place.name)
      if (!rule) return
      if (rule.targets.length > 0)
        throw new EventBusError('ValidationException', "Rule can't be deleted since it has targets.")
      await this.#write({ kind: 'deleteEventRule', rule: place })
      rules.delete(place.name)
    })
  }

  /** Adds targets, or writes over those of their ids. Throws `EventBusError`. */
  putTargets(place: RulePlace, targets: readonly RuleTarget[]): Promise<unknown> {
    return this.#change(async () => {
      const { record, targets: before } = this.rule(place)
      targets.forEach(checkRuleTarget)
      const all = new Map([...before, ...targets].map((target) => [target.Id, target]))
      if (all.size > targetsMax)
        throw new EventBusError(
          'LimitExceededException',
          'The requested resource exceeds the maximum number allowed.',
        )
      return this.#putRecord({ ...record, targets: JSON.stringify([...all.values()]) })
    })
  }

  /** Gives the ids that the rule does not have. What is on its way to a removed target is dropped. */
  removeTargets(place: RulePlace, ids: readonly string[]): Promise<readonly string[]> {
    return this.#change(async () => {
      const { record, targets } = this.rule(place)
      const left = targets.filter(({ Id: id }) => !ids.includes(id))
      await this.#putRecord({ ...record, targets: JSON.stringify(left) })
      return ids.filter((id) => !targets.some((target) => target.Id === id))
    })
  }

  // --------------------------------------------------------------------------------------------------- private

  async #putRecord(record: EventRuleRecord): Promise<EventRuleRecord> {
    const rule = ruleOf(record)
    await this.#write({ kind: 'putEventRule', rule: record })
    const bus = this.#find(record, record.bus)
    this.#keep(bus.record).rules.set(record.name, rule)
    const start = queueOf(record, '')
    for (const queue of this.#targets.keys()) if (queue.startsWith(start)) this.#targets.delete(queue)
    return record
  }

  #change<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#lastChange.then(change, change)
    this.#lastChange = changed.catch(() => undefined)
    return changed
  }

  #write(write: EventBusWrite): Promise<void> {
    return this.#options.engine().writeEvents([write])
  }

  #keep(record: EventBusRecord): Bus {
    const key = keyOf(record, record.name)
    const bus = this.#buses.get(key) ?? { record, rules: new Map<string, EventRule>() }
    this.#buses.set(key, bus)
    return bus
  }

  #busOf(rule: RulePlace): Bus | undefined {
    const bus = this.#lookUp(rule, rule.bus)
    return bus && this.#keep(bus.record)
  }

  #lookUp({ account, region }: Namespace, name: string): Bus | undefined {
    const known = this.#buses.get(keyOf({ account, region }, name))
    if (known || name !== defaultBus) return known
    return { record: { account, region, name, createdAt: 0, updatedAt: 0 }, rules: new Map() }
  }

  #find(at: Namespace, name: string): Bus {
    const bus = this.#lookUp(at, name)
    if (bus) return bus
    throw new EventBusError('ResourceNotFoundException', `Event bus ${name} does not exist.`)
  }
}

/** Throws `InvalidEventPatternException`. */
function ruleOf(record: EventRuleRecord): EventRule {
  const targets = JSON.parse(record.targets) as readonly RuleTarget[]
  return { record, targets, pattern: record.pattern === undefined ? undefined : readPattern(record.pattern) }
}

/** Throws `InvalidEventPatternException`. */
export function readPattern(text: string): EventPattern {
  try {
    return compileEventPattern(text)
  } catch (error) {
    if (!(error instanceof InvalidEventPattern)) throw error
    throw new EventBusError(
      'InvalidEventPatternException',
      `Event pattern is not valid. Reason: ${error.message}`,
    )
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1
}

function keyOf({ account, region }: Namespace, bus: string): string {
  return `${account}:${region}:${bus}`
}

const queuePrefix = 'rule'

/** Names have no colons. */
function queueOf({ account, region, bus, name }: RulePlace, targetId: string): string {
  return [queuePrefix, account, region, bus, name, targetId].join(':')
}

function placeOf(queue: string): (RulePlace & { readonly targetId: string }) | undefined {
  const [prefix, account, region, bus, name, targetId] = queue.split(':')
  if (prefix !== queuePrefix || targetId === undefined) return undefined
  return { account: account!, region: region!, bus: bus!, name: name!, targetId }
}
