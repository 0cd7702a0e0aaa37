/**
 * The server's figures for Prometheus.
 *
 * Owns: names and buckets. The API counts its requests, the engine its commits; whatever is a level rather than a
 * count is asked for when it is scraped, so that keeping it costs nothing.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { EngineStatistics } from '#engine'
import type { DeliveryQueue, StoreStatistics } from '#store'

export interface Metrics {
  /** A group of so many turns became durable, after so many seconds. */
  observeCommit(seconds: number, turns: number): void
  /** A request was answered; `error` is AWS's error name where it was refused. */
  observeRequest(operation: string, error: string | undefined, seconds: number): void
  /** An event was handed to a target, or not, or was given up: `delivered`, `failed` or `dead`. */
  observeEventDelivery(target: string, outcome: string): void
  /** Where the levels come from. Called once, when the engine is there. */
  watch(levels: Levels): void
  /** The whole page in Prometheus' text format. */
  text(): Promise<string>
  readonly contentType: string
}

/** Where the figures come from that are read when they are scraped. */
export interface Levels {
  readonly engine: () => EngineStatistics
  readonly store: () => Promise<StoreStatistics>
  /** Events on their way to targets. */
  readonly eventQueues?: () => Promise<readonly DeliveryQueue[]>
  /** What is delivered beside the work, by what it is: `spans`. */
  readonly deliveries?: () => Readonly<Record<string, Delivered>>
}

export interface Delivered {
  readonly sent: number
  readonly dropped: number
  readonly waiting: number
}

const commitSeconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]
const groupTurns = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
const requestSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const commits = new Histogram({
    name: 'stepwell_commit_duration_seconds',
    help: 'Time from the begin of a group commit until it was durable',
    buckets: commitSeconds,
    registers,
  })
  const groups = new Histogram({
    name: 'stepwell_commit_group_turns',
    help: 'Turns in one group commit',
    buckets: groupTurns,
    registers,
  })
  const requests = requestFigures(registers)
  const eventDeliveries = new Counter({
    name: 'stepwell_event_deliveries_total',
    help: 'Attempts to deliver events, by target and outcome',
    labelNames: ['target', 'outcome'],
    registers,
  })
  return {
    observeCommit(seconds, turns) {
      commits.observe(seconds)
      groups.observe(turns)
    },
    observeRequest: requests,
    observeEventDelivery: (target, outcome) => eventDeliveries.inc({ target, outcome }),
    watch({ engine, store, deliveries, eventQueues }) {
      watchEngine(registers, engine)
      watchStore(registers, store)
      if (deliveries) watchDeliveries(registers, deliveries)
      if (eventQueues) watchEventQueues(registers, eventQueues)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

function requestFigures(registers: Registry[]): Metrics['observeRequest'] {
  const counted = new Counter({
    name: 'stepwell_api_requests_total',
    help: 'Requests answered, by operation and error',
    labelNames: ['operation', 'error'],
    registers,
  })
  const timed = new Histogram({
    name: 'stepwell_api_request_duration_seconds',
    help: 'Time from a request to its answer, by operation',
    labelNames: ['operation'],
    buckets: requestSeconds,
    registers,
  })
  return (operation, error, seconds) => {
    counted.inc({ operation, error: error ?? '' })
    timed.observe({ operation }, seconds)
  }
}

const engineLevels: readonly (readonly [
  name: string,
  help: string,
  read: (of: EngineStatistics) => number,
])[] = [
  ['stepwell_commit_queue_depth', 'Writes that wait for their commit', (of) => of.writesWaiting],
  [
    'stepwell_backlog',
    'Events and tasks that wait for their turn',
    (of) => of.eventsWaiting + of.tasksWaiting,
  ],
  ['stepwell_tasks_in_flight', 'Tasks that were sent and have not answered', (of) => of.tasksInFlight],
  ['stepwell_express_executions', 'Express executions that run', (of) => of.expressExecutions],
  ['stepwell_map_runs_open', 'Map Runs that are not over', (of) => of.mapRunsOpen],
  ['stepwell_executions_in_memory', 'Executions that are in memory', (of) => of.executionsInMemory],
  ['stepwell_timers_in_memory', 'Timers that are due within the next minute', (of) => of.timersInMemory],
  [
    'stepwell_search_index_behind_seconds',
    'For how long the index of declared fields has not been up to date',
    (of) => of.searchIndexBehindMs / 1000,
  ],
  [
    'stepwell_search_backfills',
    'Declared fields that older executions are still to be indexed by',
    (of) => of.searchBackfills,
  ],
  ['stepwell_workers_waiting', 'Activity workers that wait for a task', (of) => of.workersWaiting],
]

function watchEngine(registers: Registry[], read: Levels['engine']): void {
  for (const [name, help, levelOf] of engineLevels)
    // prom-client registers a gauge when it is made and asks it by its `collect`.
    void new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(levelOf(read()))
      },
    })
}

function watchStore(registers: Registry[], read: Levels['store']): void {
  // Both gauges are asked in the same scrape, and the store once.
  let reading: Promise<StoreStatistics> | undefined
  const readOnce = () => (reading ??= read().finally(() => (reading = undefined)))
  void new Gauge({
    name: 'stepwell_store_bytes',
    help: 'Size of the store, by file',
    labelNames: ['file'],
    registers,
    async collect() {
      const { bytes, walBytes } = await readOnce()
      this.set({ file: 'main' }, bytes)
      this.set({ file: 'wal' }, walBytes)
    },
  })
  void new Gauge({
    name: 'stepwell_store_rewriting_rows',
    help: 'Rows looked at by the rewriting of texts that lie plain or under old keys, while it goes on',
    registers,
    async collect() {
      const { rewriting } = await readOnce()
      this.reset()
      if (rewriting && !rewriting.isThrough) this.set(rewriting.rows)
    },
  })
  void new Gauge({
    name: 'stepwell_executions',
    help: 'Executions in the store, by status',
    labelNames: ['status'],
    registers,
    async collect() {
      const { executionsByStatus } = await readOnce()
      for (const [status, count] of Object.entries(executionsByStatus)) this.set({ status }, count)
    },
  })
}

function watchEventQueues(registers: Registry[], read: NonNullable<Levels['eventQueues']>): void {
  void new Gauge({
    name: 'stepwell_event_backlog',
    help: 'Events that have not arrived, by target: those that wait, and the dead',
    labelNames: ['target', 'kind'],
    registers,
    async collect() {
      const queues = await read()
      this.reset()
      for (const { queue: target, waiting, dead } of queues) {
        this.set({ target, kind: 'waiting' }, waiting)
        this.set({ target, kind: 'dead' }, dead)
      }
    },
  })
}

function watchDeliveries(registers: Registry[], read: NonNullable<Levels['deliveries']>): void {
  for (const name of Object.keys(read())) {
    const at = { sent: 0, dropped: 0 }
    const shown = name.replaceAll('_', ' ')
    for (const outcome of ['sent', 'dropped'] as const)
      void new Counter({
        name: `stepwell_${name}_${outcome}_total`,
        help: `${shown} that were ${outcome}`,
        registers,
        collect() {
          const now = read()[name]?.[outcome] ?? at[outcome]
          this.inc(now - at[outcome])
          at[outcome] = now
        },
      })
    void new Gauge({
      name: `stepwell_${name}_waiting`,
      help: `${shown} that wait to be delivered`,
      registers,
      collect() {
        this.set(read()[name]?.waiting ?? 0)
      },
    })
  }
}
