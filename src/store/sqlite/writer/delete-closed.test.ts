import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chunk, created, ended, frame, putMachine, turn } from '../../contract/samples.ts'
import { auditDatabase } from '../audit.ts'
import { openMemory } from '../connection/open-connection.ts'
import { openReads } from '../reader/reads.ts'
import { flattenGroup } from '../wire/flatten-group.ts'
import { openWriting } from './commit.ts'
import { openShrinking } from './shrink.ts'

function storeWithLongHistory(chunks: number) {
  const database = openMemory()
  const writer = openWriting(database)
  const history = Array.from({ length: chunks }, (_, i) => turn(1, { history: chunk(i + 1, i + 1) }))
  const writes = [putMachine(1), turn(1, { created: created(1) }), ...history, turn(1, { ended: ended(1) })]
  writer.commit(flattenGroup({ writes }), 0)
  return { database, writer, reads: openReads(database, '') }
}

test('a long history is deleted over several batches, and what is left of it in between has no gap', () => {
  const { database, writer, reads } = storeWithLongHistory(2500)
  const left = () => reads.history({ executionId: 1, from: 1, eventsMax: 1e9, reverse: false }).length
  assert.deepEqual(writer.deleteClosed(1e15, 10), { deleted: 0, isLast: false })
  assert.equal(left(), 1500)
  assert.deepEqual(auditDatabase(database).problems, [])
  assert.deepEqual(writer.deleteClosed(1e15, 10), { deleted: 0, isLast: false })
  assert.deepEqual(writer.deleteClosed(1e15, 10), { deleted: 1, isLast: true })
  assert.equal(left(), 0)
  assert.equal(reads.execution(1), undefined)
  assert.deepEqual(auditDatabase(database).problems, [])
})

test('the frames that a failure has kept are deleted over several batches, and none is left without its visit', () => {
  const database = openMemory()
  const writer = openWriting(database)
  const frames = Array.from({ length: 2500 }, (_, id) => frame(id))
  const failed = ended(1, { status: 'FAILED' })
  const writes = [
    putMachine(1),
    turn(1, { created: created(1), frames, history: chunk(1, 1), ended: failed }),
  ]
  writer.commit(flattenGroup({ writes }), 0)
  const reads = openReads(database, '')
  const range = { from: 0, to: 1e9 }
  const left = () => reads.frames({ executionId: 1, range, limit: 1e9 }).length
  const batches = Array.from({ length: 4 }, () => ({ ...writer.deleteClosed(1e15, 10), left: left() }))
  assert.deepEqual(
    batches.map(({ deleted, left: rest }) => [deleted, rest]),
    [
      [0, 1501],
      [0, 501],
      [1, 0],
      [0, 0],
    ],
  )
  assert.deepEqual(auditDatabase(database).problems, [])
})

test('free pages are given back but for those that are kept', () => {
  const { database, writer } = storeWithLongHistory(1500)
  writer.deleteClosed(1e15, 10)
  writer.deleteClosed(1e15, 10)
  const free = () =>
    (database.prepare('PRAGMA freelist_count').get() as { freelist_count: number }).freelist_count
  const before = free()
  assert.ok(before > 10)
  openShrinking(database, before)()
  assert.equal(free(), before)
  openShrinking(database, 10)()
  assert.equal(free(), 10)
})
