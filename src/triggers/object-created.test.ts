import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Instant } from '#base'
import type { StartRefused, StartRequest, Started } from '#engine'
import { openTriggers } from './open-triggers.ts'
import type { ObjectCreatedTrigger, ObjectStore, StoredObject } from './port.ts'

const noon = Date.UTC(2026, 0, 15, 12)
const hour = 3_600_000
const at = { account: '000000000000', region: 'us-east-1' }

/** What survives a crash of the server: the engine's executions and settings, and the bucket. */
class World implements ObjectStore {
  now: Instant = noon
  readonly settings = new Map<string, string>()
  readonly executions = new Map<string, StartRequest>()
  readonly machines = new Set(['Process'])
  readonly expressMachines = new Set<string>()
  readonly bucket = new Map<string, StoredObject>()
  readonly warnings: string[] = []
  readonly timers: { readonly ms: number; readonly callback: () => void }[] = []
  bucketIsThere = true
  starts = 0

  readonly engine = {
    setting: async (key: string) => this.settings.get(key),
    putSetting: async (key: string, value: string) => void this.settings.set(key, value),
    start: async (request: StartRequest): Promise<Started | StartRefused> => {
      this.starts++
      assert(request.name !== undefined)
      if (!this.machines.has(request.stateMachineName)) return { refused: 'unknown-state-machine' }
      if (this.expressMachines.has(request.stateMachineName) && request.type === 'STANDARD')
        return { refused: 'type-not-supported' }
      if (this.executions.has(request.name)) return { refused: 'execution-exists' }
      this.executions.set(request.name, request)
      return { executionArn: request.name, startedAt: this.now }
    },
  }

  readonly clock = {
    now: () => this.now,
    after: (ms: number, callback: () => void) => {
      this.timers.push({ ms, callback })
      return () => void this.timers.pop()
    },
  }

  readonly log = { info: () => {}, warn: (_: object, message: string) => void this.warnings.push(message) }

  upload(key: string, content = key): void {
    const modifiedAt = Math.floor(this.now / 1000) * 1000
    this.bucket.set(key, { key, sizeBytes: content.length, eTag: content, modifiedAt })
  }

  // Pages of two, so that every test that lists three objects turns a page.
  async list({ prefix = '', from = '' }: { readonly prefix?: string; readonly from?: string }) {
    if (!this.bucketIsThere) throw new Error('NoSuchBucket')
    const keys = [...this.bucket.keys()].filter((key) => key.startsWith(prefix) && key > from).toSorted()
    const objects = keys.slice(0, 2).map((key) => this.bucket.get(key)!)
    return keys.length > 2 ? { objects, next: keys[1]! } : { objects }
  }

  async head({ key }: { readonly key: string }): Promise<StoredObject | undefined> {
    return this.bucket.get(key)
  }

  async open(over: Partial<ObjectCreatedTrigger> = {}, retentionMs?: number) {
    const trigger = { ...at, bucket: 'uploads', stateMachineName: 'Process', existing: false, ...over }
    const { engine, clock, log } = this
    const options = { engine, clock, log, objects: this, retentionMs, intervalMs: 10_000 }
    const triggers = await openTriggers({ ...options, triggers: [trigger] })
    // The pass that opening begins comes before this one.
    await triggers.reconcile()
    return triggers
  }

  get startedKeys(): readonly string[] {
    return [...this.executions.values()].map((request) => JSON.parse(request.input).key as string)
  }
}

test('every upload starts one execution, with what S3 tells of the object', async () => {
  const world = new World()
  const triggers = await world.open()
  for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) world.upload(key)
  await triggers.reconcile()
  await triggers.reconcile()
  assert.deepEqual(world.startedKeys, ['a.jpg', 'b.jpg', 'c.jpg'])
  const [first] = world.executions.values()
  assert.equal(first?.stateMachineName, 'Process')
  assert.deepEqual(JSON.parse(first.input), {
    bucket: 'uploads',
    key: 'a.jpg',
    size: 5,
    eTag: 'a.jpg',
    lastModified: '2026-01-15T12:00:00Z',
  })
})

test('an upload made while the server was down starts when it is back, once', async () => {
  const world = new World()
  await world.open()
  world.upload('a.jpg')
  world.now += 5 * hour
  const restarted = await world.open()
  assert.deepEqual(world.startedKeys, ['a.jpg'])
  await restarted.uploaded({ bucket: 'uploads', key: 'a.jpg' })
  await world.open()
  assert.deepEqual(world.startedKeys, ['a.jpg'])
})

test('a hint starts at once, and the next listing does not start again', async () => {
  const world = new World()
  const triggers = await world.open()
  world.upload('a.jpg')
  await triggers.uploaded({ bucket: 'uploads', key: 'a.jpg' })
  assert.deepEqual(world.startedKeys, ['a.jpg'])
  await triggers.reconcile()
  assert.equal(world.starts, 1)
})

test('an Express state machine is not started, for every listing would start it again', async () => {
  const world = new World()
  world.expressMachines.add('Process')
  const triggers = await world.open()
  world.upload('a.jpg')
  await triggers.reconcile()
  assert.deepEqual(world.startedKeys, [])
  assert.match(world.warnings.join(), /the state machine Process is of the type EXPRESS/)
})

test('a hint of another bucket, another key or an object that is gone starts nothing', async () => {
  const world = new World()
  const triggers = await world.open({ suffix: '.jpg' })
  world.upload('a.jpg')
  world.upload('a.txt')
  await triggers.uploaded({ bucket: 'others', key: 'a.jpg' })
  await triggers.uploaded({ bucket: 'uploads', key: 'a.txt' })
  await triggers.uploaded({ bucket: 'uploads', key: 'gone.jpg' })
  assert.equal(world.starts, 0)
})

test('an overwritten object starts again, also with the same bytes', async () => {
  const world = new World()
  const triggers = await world.open()
  world.upload('a.jpg', 'first')
  await triggers.reconcile()
  world.upload('a.jpg', 'second')
  await triggers.reconcile()
  world.now += 2000
  world.upload('a.jpg', 'second')
  await triggers.reconcile()
  assert.deepEqual(world.startedKeys, ['a.jpg', 'a.jpg', 'a.jpg'])
})

test('prefix and suffix choose the keys', async () => {
  const world = new World()
  const triggers = await world.open({ prefix: 'in/', suffix: '.jpg' })
  for (const key of ['in/a.jpg', 'in/b.png', 'out/c.jpg', 'in/d/e.jpg']) world.upload(key)
  await triggers.reconcile()
  assert.deepEqual(world.startedKeys.toSorted(), ['in/a.jpg', 'in/d/e.jpg'])
})

test('objects of before the trigger are left alone, unless it says existing', async () => {
  const world = new World()
  world.upload('old.jpg')
  world.now += hour
  await world.open()
  assert.deepEqual(world.startedKeys, [])
  const other = new World()
  other.upload('old.jpg')
  other.now += hour
  await other.open({ existing: true })
  assert.deepEqual(other.startedKeys, ['old.jpg'])
})

test('an object whose execution retention has deleted is not started again, whatever the retention is later', async () => {
  const world = new World()
  const triggers = await world.open({}, 24 * hour)
  world.upload('a.jpg')
  await triggers.reconcile()
  world.now += 25 * hour
  world.executions.clear()
  await world.open({}, 24 * hour)
  assert.deepEqual(world.startedKeys, [])
  await world.open({}, 2400 * hour)
  await world.open()
  assert.deepEqual(world.startedKeys, [])
})

test('the members of a trigger are added to every input', async () => {
  const world = new World()
  const triggers = await world.open({ input: { album: 'holidays' } })
  world.upload('a.jpg')
  await triggers.reconcile()
  const [request] = world.executions.values()
  assert.equal(JSON.parse(request!.input).album, 'holidays')
})

test('a bucket and a state machine that come later are waited for, and said once', async () => {
  const world = new World()
  world.bucketIsThere = false
  world.machines.clear()
  const triggers = await world.open()
  await triggers.reconcile()
  assert.equal(world.warnings.length, 1)
  assert.match(
    world.warnings[0]!,
    /could not list its bucket and start executions: Error: NoSuchBucket; it is tried again/,
  )
  world.bucketIsThere = true
  world.upload('a.jpg')
  await triggers.reconcile()
  await triggers.reconcile()
  assert.equal(world.warnings.length, 2)
  assert.match(world.warnings[1]!, /state machine Process is not there \(unknown-state-machine\)/)
  world.machines.add('Process')
  await triggers.reconcile()
  assert.deepEqual(world.startedKeys, ['a.jpg'])
})

test('the bucket is listed again an interval after the listing before, until the triggers are closed', async () => {
  const world = new World()
  const triggers = await world.open()
  assert.deepEqual(
    world.timers.map(({ ms }) => ms),
    [10_000],
  )
  world.upload('a.jpg')
  world.timers.pop()!.callback()
  await triggers.reconcile()
  assert.deepEqual(world.startedKeys, ['a.jpg'])
  await triggers.close()
  assert.equal(world.timers.length, 0)
  world.upload('b.jpg')
  await triggers.uploaded({ bucket: 'uploads', key: 'b.jpg' })
  await triggers.reconcile()
  assert.deepEqual(world.startedKeys, ['a.jpg'])
})
