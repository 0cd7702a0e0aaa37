/** Payloads: opaque texts of any size, large ones kept once per account and gone with the last that names them. */
import assert from 'node:assert/strict'
import type { Store } from '../port.ts'
import {
  commit,
  created,
  encoded,
  ended,
  frame,
  framesUpTo,
  large,
  otherAccount,
  putMachine,
  turn,
} from './samples.ts'
import { testStore, type MakeStore, type StoreUnderTest } from './store-under-test.ts'

export function testPayloads(make: MakeStore): void {
  testStore(make, 'a large payload is kept once, however many rows name it', async ({ store, under }) => {
    const same = large(1)
    const history = { firstEventId: 1, lastEventId: 2, events: encoded('e', same, same) }
    await commit(
      store,
      putMachine(1),
      turn(1, {
        created: created(1, { input: same }),
        history,
        frames: [frame(0, { visit: encoded('v', same) })],
      }),
    )
    await commit(store, turn(2, { created: created(2, { input: same }), ended: ended(2, { output: same }) }))
    assert.equal(await payloads(store, under), 1)
    assert.equal((await store.execution(2))!.output, same)
  })

  testStore(make, 'two accounts never share a payload', async ({ store, under }) => {
    await commit(store, putMachine(1), putMachine(2, { account: otherAccount }))
    await commit(
      store,
      turn(1, { created: created(1, { input: large(1) }) }),
      turn(2, { created: created(2, { machineId: 2, input: large(1) }) }),
    )
    assert.equal(await payloads(store, under), 2)
  })

  testComingAndGoing(make)
  testMoments(make)
  testTexts(make)
}

function testComingAndGoing(make: MakeStore): void {
  testStore(make, 'a payload is gone with the last row that names it', async ({ store, under }) => {
    await commit(
      store,
      putMachine(1),
      turn(1, {
        created: created(1),
        frames: [frame(0, { visit: encoded('v', large(1)) }), frame(1, { progress: encoded('p', large(1)) })],
      }),
    )
    await commit(store, turn(1, { frames: [frame(0)] }))
    assert.equal(await payloads(store, under), 1)
    await commit(store, turn(1, { frames: [{ frameId: 1, progress: encoded('p', large(2)) }] }))
    assert.equal(await payloads(store, under), 1)
    await commit(store, turn(1, { droppedFrames: [{ from: 1, to: 1 }] }))
    assert.equal(await payloads(store, under), 0)
  })

  testStore(
    make,
    'a payload that one row gives up and another takes in one turn stays',
    async ({ store, under }) => {
      await commit(
        store,
        putMachine(1),
        turn(1, { created: created(1), frames: [frame(0), frame(1, { visit: encoded('v', large(1)) })] }),
      )
      await commit(store, turn(1, { frames: [frame(1), frame(2, { visit: encoded('v', large(1)) })] }))
      assert.equal(await payloads(store, under), 1)
      assert.deepEqual((await framesUpTo(store, 1))[2]!.visit, encoded('v', large(1)))
    },
  )

  testStore(
    make,
    'a payload that comes and goes within one group leaves nothing',
    async ({ store, under }) => {
      await commit(
        store,
        putMachine(1),
        turn(1, { created: created(1), frames: [frame(0, { visit: encoded('v', large(1)) })] }),
        turn(1, { frames: [frame(0)] }),
      )
      assert.equal(await payloads(store, under), 0)
    },
  )
}

function testMoments(make: MakeStore): void {
  testStore(make, 'an answer is of one moment, though payloads come and go meanwhile', async ({ store }) => {
    const visit = (number: number) => encoded(`visit ${number}`, large(number), large(number + 1000))
    const put = (number: number) => turn(1, { frames: [frame(0, { visit: visit(number) })] })
    await commit(
      store,
      putMachine(1),
      turn(1, { created: created(1), frames: [frame(0, { visit: visit(0) })] }),
    )
    const stop = new AbortController()
    const reading = async () => {
      let answers = 0
      while (!stop.signal.aborted) {
        const [found] = await framesUpTo(store, 1)
        assert.deepEqual(found!.visit, visit(Number(found!.visit.text.split(' ')[1])))
        answers++
      }
      return answers
    }
    const readers = Promise.all([reading(), reading(), reading()])
    for (let number = 1; number <= 200; number++) await commit(store, put(number))
    stop.abort()
    assert.ok((await readers).every((answers) => answers > 0))
  })
}

/** Texts that a careless store would change. */
const unusual = [
  '',
  '"a\u0000b"',
  'é😀'.repeat(3000),
  'x'.repeat(4096),
  'x'.repeat(4097),
  '#1,2#'.repeat(2000),
  'y'.repeat(1_000_000),
]

function testTexts(make: MakeStore): void {
  testStore(make, 'texts of any length and content are read as they were written', async ({ store }) => {
    await commit(store, putMachine(1), turn(1, { created: created(1), frames: [] }))
    const whole = unusual
    const events = encoded(whole.join('|'), ...whole, ...whole.toReversed())
    const visit = encoded('#0,3', ...whole)
    await commit(
      store,
      turn(1, { history: { firstEventId: 1, lastEventId: 1, events }, frames: [frame(0, { visit })] }),
    )
    const [read] = await store.history({ executionId: 1, from: 1, eventsMax: 1, reverse: false })
    assert.deepEqual(read!.events, events)
    assert.deepEqual((await framesUpTo(store, 1))[0]!.visit, visit)
  })
}

async function payloads(store: Store, under: StoreUnderTest): Promise<number> {
  return (await under.inspect(store)).sharedPayloads
}
