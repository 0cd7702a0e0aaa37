/** What an engine does, from its callers' side, while its disk is full and after there is room again. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { auditStore, openSqliteStore } from '#store/sqlite'
import { compileShim } from './compile-shim.ts'
import { startShimmed } from './shimmed-process.ts'

const shim = compileShim()
const options = 'file' in shim ? {} : { skip: shim.missing }

test(
  'on a full disk starts are refused, what was acknowledged stays, and with room again all goes on',
  options,
  async (t) => {
    assert.ok('file' in shim)
    const engine = await startShimmed(join(import.meta.dirname, 'engine-as-told.ts'), shim.file)
    t.after(() => engine.remove())
    assert.equal(await engine.tell('start quick before'), 'started')
    assert.equal(await engine.tell('start work before'), 'started')
    assert.equal(await engine.tell('start wait before'), 'started')

    engine.faultOn('disk-full')
    assert.match(await engine.tell('start quick during'), /^StoreUnavailable: .*disk is full/)
    assert.match(await engine.tell('start work during'), /^StoreUnavailable: /)
    // The task's answer and the timer cannot be written either, and nobody else will bring them again.
    assert.equal(await engine.tell('answer'), 'answered')
    assert.equal(await engine.tell('status quick before'), 'SUCCEEDED')
    assert.equal(await engine.tell('status quick during'), 'none')
    assert.equal(await engine.tell('status work before'), 'RUNNING')
    assert.equal(await engine.tell('counts'), '2 running, 1 succeeded, reports: []')

    engine.faultOff('disk-full')
    assert.equal(await engine.tell('ended work before'), 'SUCCEEDED')
    assert.equal(await engine.tell('ended wait before'), 'SUCCEEDED')
    assert.equal(await engine.tell('start quick during'), 'started')
    assert.equal(await engine.tell('status quick during'), 'SUCCEEDED')
    assert.equal(await engine.tell('counts'), '0 running, 4 succeeded, reports: []')
    assert.equal(await engine.close(), 0)
    assert.deepEqual(auditStore(engine.directory).problems, [])
  },
)

test(
  'with a log that cannot be synced nothing is acknowledged any more, and the next process has what was',
  options,
  async (t) => {
    assert.ok('file' in shim)
    const engine = await startShimmed(join(import.meta.dirname, 'engine-as-told.ts'), shim.file)
    t.after(() => engine.remove())
    assert.equal(await engine.tell('start work before'), 'started')
    engine.faultOn('fail-sync')
    assert.match(await engine.tell('start quick during'), /^StorePoisoned: /)
    engine.faultOff('fail-sync')
    assert.match(await engine.tell('start quick during'), /^StorePoisoned: /)
    assert.match(await engine.tell('status work before'), /^StorePoisoned: /)
    await engine.close()
    const next = await openSqliteStore({ directory: engine.directory })
    assert.equal((await next.statistics()).executionsByStatus.RUNNING, 1)
    await next.close()
  },
)
