/** The inbox: messages between executions, written in the sender's turn and gone with the receiver's. */
import assert from 'node:assert/strict'
import type { NewMessage, StoredMessage } from '../port.ts'
import { commit, created, encoded, frame, large, putMachine, turn } from './samples.ts'
import { allPages, testStore, type MakeStore } from './store-under-test.ts'

const message = (key: string, changes: Partial<NewMessage> = {}): NewMessage => ({
  partition: 9,
  key,
  executionId: 1,
  body: encoded(`body of ${key}`, '{}'),
  ...changes,
})

const start = turn(1, { created: created(1), frames: [frame(0)] })
const send = (...sent: readonly NewMessage[]) => turn(1, { sent })

export function testInbox(make: MakeStore): void {
  testStore(
    make,
    'messages are read as they were sent, in pages, in the order of their sending',
    async ({ store }) => {
      await commit(store, putMachine(1), start)
      await commit(
        store,
        send(message('c'), message('a', { partition: 3 })),
        send(message('b', { executionId: 5 })),
      )
      const all = await allPages((last: StoredMessage | undefined) => store.inbox(2, last?.sequence))
      assert.deepEqual(
        all.map(({ sequence: _, ...rest }) => rest),
        [message('c'), message('a', { partition: 3 }), message('b', { executionId: 5 })],
      )
    },
  )

  testStore(
    make,
    'a second message with a key in a partition is dropped, with what it held',
    async ({ store, under }) => {
      await commit(store, putMachine(1), start, send(message('a', { body: encoded('first', large(1)) })))
      await commit(
        store,
        send(message('a', { body: encoded('second', large(2)) }), message('a', { partition: 10 })),
      )
      const found = await store.inbox(10)
      assert.deepEqual(
        found.map(({ partition, body }) => [partition, body.text]),
        [
          [9, 'first'],
          [10, 'body of a'],
        ],
      )
      assert.equal((await under.inspect(store)).sharedPayloads, 1)
    },
  )

  testStore(make, 'a consumed message is gone, and its sequence stands for no other', async ({ store }) => {
    await commit(
      store,
      putMachine(1),
      start,
      send(message('a'), message('b', { body: encoded('b', large(1)) })),
    )
    const [, last] = await store.inbox(10)
    await commit(store, turn(1, { consumed: [last!.sequence] }))
    assert.deepEqual(
      (await store.inbox(10)).map(({ key }) => key),
      ['a'],
    )
    await commit(store, send(message('c')))
    const [, next] = await store.inbox(10)
    assert.ok(next!.sequence > last!.sequence)
  })
}
