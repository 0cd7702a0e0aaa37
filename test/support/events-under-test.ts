/** Events over a real engine in virtual time, with functions as targets that a test can let fail. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { defaultLimits } from '#base'
import type { StatusEvents } from '#engine'
import type { Functions, Invocation } from '#functions'
import { openEvents, parseStatusEventsConfig, type Events } from '#triggers'
import { EngineUnderTest } from './engine-under-test.ts'

export interface Received {
  readonly functionName: string
  readonly event: {
    readonly id: string
    readonly time: string
    readonly resources: readonly string[]
    readonly detail: Readonly<Record<string, unknown>>
    readonly [name: string]: unknown
  }
}

const callbacksMax = 10_000

export class EventsUnderTest {
  readonly engine: EngineUnderTest
  readonly received: Received[] = []
  /** What targets were asked, also in vain. */
  readonly asked: string[] = []
  readonly outcomes: string[] = []
  /** Names of functions that fail. */
  readonly failing = new Set<string>()
  readonly #config: unknown
  #events: Events | undefined

  private constructor(engine: EngineUnderTest, config: unknown) {
    this.engine = engine
    this.#config = config
  }

  /** `config` is the `statusEvents` section. */
  static async open(t: TestContext, config?: unknown): Promise<EventsUnderTest> {
    // The events need the engine, and an engine that is open needs events only once something happens.
    const there: { under?: EventsUnderTest } = {}
    const statusEvents: StatusEvents = {
      wants: (at, type) => there.under?.events.statusEvents.wants(at, type) ?? false,
      deliveriesFor: (change) => there.under?.events.statusEvents.deliveriesFor(change) ?? [],
      written: (deliveries) => there.under?.events.statusEvents.written(deliveries),
    }
    const under = new EventsUnderTest(await EngineUnderTest.open(t, { statusEvents }), config)
    there.under = under
    await under.#boot()
    return under
  }

  get events(): Events {
    assert.ok(this.#events, 'the events are open')
    return this.#events
  }

  /** The process is killed and started again. */
  async restart(): Promise<void> {
    await this.engine.restart()
    await this.#boot()
  }

  async until(holds: () => boolean): Promise<void> {
    await this.engine.time.runUntil(holds, callbacksMax)
  }

  /** Statuses that a target has got, in their order. */
  statusesAt(functionName: string): readonly unknown[] {
    return this.received
      .filter((received) => received.functionName === functionName)
      .map(({ event }) => event.detail['status'])
  }

  async #boot(): Promise<void> {
    const { engine } = this
    this.#events = await openEvents({
      store: engine.tap.store,
      engine: () => engine.engine,
      functions: () => this.#functions,
      access: {},
      clock: engine.time.process().clock,
      config: parseStatusEventsConfig(this.#config),
      region: 'us-east-1',
      entryBytesMax: defaultLimits.payloadBytesMax,
      log: { info: () => undefined, warn: () => undefined },
      observe: (target, outcome) => this.outcomes.push(`${target} ${outcome}`),
      random: () => 0.5,
    })
    await this.#events.deliveries.open()
  }

  readonly #functions: Functions = {
    invoke: ({ functionName, payload }: Invocation) => {
      this.asked.push(functionName)
      const isFailing = this.failing.has(functionName)
      if (!isFailing) this.received.push({ functionName, event: JSON.parse(payload) as Received['event'] })
      return Promise.resolve({
        statusCode: 200,
        payload: isFailing ? '{"errorMessage":"away"}' : '{}',
        executedVersion: '$LATEST',
        requestId: 'id',
        ...(isFailing && { functionError: 'Unhandled' as const }),
      })
    },
    close: () => Promise.resolve(),
  }
}
