/**
 * A stand-in for the engine in the tests of this room: it keeps records in maps and runs nothing. An execution that
 * is started has succeeded at once; what the tests want otherwise they put over it.
 */
import { assert, defaultLimits, executionArn, type Limits } from '#base'
import { readDefinition } from '#asl'
import type { Catalog, Engine, HistoryEntry, StartRequest } from '#engine'
import { testSearches } from './search/test-searches.ts'
import type { ActivityRecord, ExecutionRecord, MachineRecord } from '#store'

const startedAt = 1_700_000_000_123

export interface TestEngine extends Engine {
  readonly started: readonly StartRequest[]
}

/** An engine double; `overrides` replaces methods of it. */
export function testEngine(overrides: Partial<Engine> = {}, limits: Limits = defaultLimits): TestEngine {
  const started: StartRequest[] = []
  const executions = new Map<string, ExecutionRecord>()
  const catalog = testCatalog()
  const engine: Engine = {
    limits,
    catalog,
    async start(request) {
      const machine = await catalog.machine(request, request.stateMachineName)
      if (!machine) return { refused: 'unknown-state-machine' }
      started.push(request)
      const name = request.name ?? `made-${executions.size}`
      const arn = executionArn(request, machine.name, name)
      if (executions.has(arn)) return { refused: 'execution-exists' }
      executions.set(arn, endedExecution(machine, request, { id: executions.size + 1, name }))
      return { executionArn: arn, startedAt }
    },
    startSync: () => Promise.resolve({ refused: 'type-not-supported' }),
    stop: (request) =>
      Promise.resolve(
        executions.has(request.executionArn)
          ? { stoppedAt: startedAt + 1 }
          : { refused: 'unknown-execution' },
      ),
    redrive: (request) =>
      Promise.resolve(
        executions.has(request.executionArn)
          ? { refused: 'not-redrivable', reason: 'Execution is SUCCEEDED and cannot be redriven' }
          : { refused: 'unknown-execution' },
      ),
    redriveStatus: ({ status }) =>
      Promise.resolve({
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: `Execution is ${status} and cannot be redriven`,
      }),
    testState: () => Promise.reject(new Error('nothing is tested here')),
    completeTask: (request) => Promise.resolve(request.taskToken === 'good' ? 'done' : 'invalid-token'),
    taskAccount: (token) => (token === 'good' ? '000000000000' : undefined),
    heartbeat: (token) => Promise.resolve(token === 'good' ? 'done' : 'invalid-token'),
    hasRoomForWorker: () => true,
    pollActivity: () => Promise.resolve(undefined),
    execution: (arn) => Promise.resolve(executions.get(arn)),
    executions: ({ status, before = Infinity, limit, ...of }) =>
      Promise.resolve(
        [...executions.values()]
          .filter(({ machineId, id }) => 'machine' in of && machineId === of.machine.id && id < before)
          .filter((execution) => status === undefined || execution.status === status)
          .toReversed()
          .slice(0, limit),
      ),
    history: ({ from, limit, reverse }) =>
      Promise.resolve(
        (reverse ? history.toReversed() : history)
          .filter(({ id }) => (reverse ? id <= from : id >= from))
          .slice(0, limit),
      ),
    ...idle,
    ...overrides,
  }
  return Object.assign(engine, { started })
}

function endedExecution(
  machine: MachineRecord,
  { account, region, input }: StartRequest,
  as: { readonly id: number; readonly name: string },
): ExecutionRecord {
  return {
    ...as,
    account,
    region,
    machineId: machine.id,
    machineName: machine.name,
    revision: machine.revision.number,
    partition: 0,
    status: 'SUCCEEDED',
    startedAt,
    stoppedAt: startedAt + 5,
    input,
    output: input,
  }
}

const data = (key: string) => ({ [key]: '{}', [`${key}Details`]: { truncated: false } })

const history: readonly HistoryEntry[] = [
  ['ExecutionStarted', 'executionStartedEventDetails', { ...data('input'), roleArn: 'role' }],
  ['PassStateEntered', 'stateEnteredEventDetails', { name: 'A', ...data('input') }],
  ['PassStateExited', 'stateExitedEventDetails', { name: 'A', ...data('output') }],
  ['ExecutionSucceeded', 'executionSucceededEventDetails', data('output')],
].map(([type, detailsMember, details], i) => ({
  id: i + 1,
  previousEventId: i,
  type: type as string,
  timestamp: startedAt + i,
  detailsMember: detailsMember as string,
  details: details as Readonly<Record<string, unknown>>,
}))

/** Versions and aliases are tested on a real engine. */
const noVersions: Pick<Catalog, 'versions' | 'aliases'> = {
  versions: {
    publish: () => Promise.resolve({ refused: 'unknown-state-machine' }),
    delete: () => Promise.resolve('done'),
    version: () => Promise.resolve(undefined),
    versions: () => Promise.resolve([]),
  },
  aliases: {
    create: () => Promise.resolve({ refused: 'unknown-state-machine' }),
    update: () => Promise.resolve({ refused: 'unknown-alias' }),
    delete: () => Promise.resolve(),
    alias: () => Promise.resolve(undefined),
    aliases: () => Promise.resolve([]),
  },
}

function testCatalog(): Catalog {
  const machines = new Map<string, MachineRecord>()
  const activities = new Map<string, ActivityRecord>()
  const tags = new Map<string, Readonly<Record<string, string>>>()
  const key = (at: { account: string; region: string }, name: string) => `${at.account}/${at.region}/${name}`
  const page = <T extends { name: string }>(of: Map<string, T>, after = '', limit = 0) =>
    [...of.values()]
      .filter(({ name }) => name > after)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, limit)
  return {
    ...noVersions,
    createMachine({ account, region, name, definition, roleArn, type, configuration }) {
      const existing = machines.get(key({ account, region }, name))
      if (existing)
        return Promise.resolve(
          existing.revision.definition === definition ? { machine: existing } : { refused: 'exists' },
        )
      const revision = { number: machines.size + 1, definition, roleArn, updatedAt: startedAt, configuration }
      const id = revision.number
      const machine = {
        account,
        region,
        id,
        name,
        type,
        status: 'ACTIVE',
        createdAt: startedAt,
        revision,
      } as const
      machines.set(key(machine, name), machine)
      return Promise.resolve({ machine })
    },
    updateMachine(request) {
      const machine = machines.get(key(request, request.name))
      if (!machine) return Promise.resolve({ refused: 'unknown-state-machine' })
      const { definition, roleArn, configuration } = { ...machine.revision, ...request }
      const changes = { definition, roleArn, configuration, revisionId: 'revision-2' }
      const updated = { ...machine, revision: { ...machine.revision, ...changes } }
      machines.set(key(request, request.name), updated)
      return Promise.resolve({ machine: updated })
    },
    deleteMachine: (at, name) => Promise.resolve(void machines.delete(key(at, name))),
    machine: (at, name) => Promise.resolve(machines.get(key(at, name))),
    revision: (number) =>
      Promise.resolve(
        [...machines.values()].map(({ revision }) => revision).find((it) => it.number === number),
      ),
    compiled: ({ definition }) => {
      const { machine } = readDefinition(definition)
      assert(machine, 'the definition of a test is valid')
      return machine
    },
    machines: (_at, after, limit) => Promise.resolve(page(machines, after, limit)),
    createActivity({ account, region, name, configuration }) {
      const existing = activities.get(key({ account, region }, name))
      if (existing) return Promise.resolve({ activity: existing })
      const activity = { account, region, id: activities.size + 1, name, createdAt: startedAt, configuration }
      activities.set(key(activity, name), activity)
      return Promise.resolve({ activity })
    },
    deleteActivity: (at, name) => Promise.resolve(void activities.delete(key(at, name))),
    activity: (at, name) => Promise.resolve(activities.get(key(at, name))),
    activities: (_at, after, limit) => Promise.resolve(page(activities, after, limit)),
    tags: (arn) => Promise.resolve(tags.get(arn) ?? {}),
    putTags: (arn, values) => Promise.resolve(void tags.set(arn, values)),
  }
}

/** Nothing is under way, and nothing is kept. */
const idle = {
  ended: () => Promise.reject(new Error('nothing runs here')),
  logEvents: () => [],
  loggedExecutions: () => [],
  mapRun: () => Promise.resolve(undefined),
  mapRuns: () => Promise.resolve([]),
  updateMapRun: () => Promise.resolve('done'),
  setting: () => Promise.resolve(undefined),
  putSetting: () => Promise.resolve(),
  writeEvents: () => Promise.resolve(),
  statistics: () => ({
    executionsInMemory: 1,
    expressExecutions: 8,
    eventsWaiting: 2,
    writesWaiting: 3,
    tasksInFlight: 4,
    tasksWaiting: 5,
    timersInMemory: 6,
    workersWaiting: 7,
    mapRunsOpen: 8,
    searchIndexBehindMs: 1500,
    searchBackfills: 9,
  }),
  search: testSearches,
  close: () => Promise.resolve(),
  forks: {
    fork: () => Promise.resolve({ refused: 'unknown-execution' }),
    interventions: () => Promise.resolve([]),
    forksOf: () => Promise.resolve([]),
  },
  drafts: {
    create: () => Promise.resolve({ refused: 'too-many-drafts' }),
    change: () => Promise.resolve({ refused: 'unknown-draft' }),
    draft: () => Promise.resolve(undefined),
    list: () => Promise.resolve([]),
    delete: () => Promise.resolve('done'),
    publish: () => Promise.resolve({ refused: 'unknown-draft' }),
  },
} satisfies Partial<Engine>
