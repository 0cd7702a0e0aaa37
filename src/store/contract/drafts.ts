/** Drafts of definitions. */
import assert from 'node:assert/strict'
import type { Draft } from '../drafts-port.ts'
import type { Write } from '../port.ts'
import { account, commit, large, otherAccount, region } from './samples.ts'
import { testStore, type MakeStore } from './store-under-test.ts'

const draft = (id: string, changes: Partial<Draft> = {}): Draft => ({
  id,
  account,
  region,
  title: `draft ${id}`,
  author: 'ada',
  createdAt: 1,
  updatedAt: 1,
  edition: 1,
  text: '{"StartAt":',
  ...changes,
})

const put = (id: string, changes?: Partial<Draft>): Write => ({ kind: 'putDraft', draft: draft(id, changes) })

export function testDrafts(make: MakeStore): void {
  testStore(
    make,
    'a draft is read as it was written, small or large, and written over',
    async ({ store, under }) => {
      await commit(store, put('a'), put('b', { text: large(1) }))
      assert.deepEqual(await store.draft('a'), draft('a'))
      assert.deepEqual(await store.draft('b'), draft('b', { text: large(1) }))
      const base = { stateMachineName: 'orders', revision: 7 }
      const changed = { text: large(2), edition: 2, updatedAt: 5, author: 'bo', base }
      await commit(store, put('b', changed))
      assert.deepEqual(await store.draft('b'), draft('b', changed))
      assert.equal((await under.inspect(store)).sharedPayloads, 1)
      await commit(store, { kind: 'deleteDraft', id: 'b' }, { kind: 'deleteDraft', id: 'none' })
      assert.equal(await store.draft('b'), undefined)
      assert.equal((await under.inspect(store)).sharedPayloads, 0)
    },
  )

  testStore(
    make,
    'drafts are listed by account and region, the one that was changed last first',
    async ({ store }) => {
      await commit(store, put('a', { updatedAt: 2 }), put('b', { updatedAt: 3 }), put('c', { updatedAt: 2 }))
      await commit(
        store,
        put('elsewhere', { region: 'eu-west-1' }),
        put('foreign', { account: otherAccount }),
      )
      const ids = async (limit: number) =>
        (await store.drafts({ account, region, limit })).map(({ id }) => id)
      assert.deepEqual(await ids(10), ['b', 'c', 'a'])
      assert.deepEqual(await ids(1), ['b'])
      const { text: _, ...summary } = draft('b', { updatedAt: 3 })
      assert.deepEqual((await store.drafts({ account, region, limit: 1 }))[0], summary)
      assert.equal(await store.countDrafts(account), 4)
      assert.equal(await store.countDrafts(otherAccount), 1)
    },
  )
}
