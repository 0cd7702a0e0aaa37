import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '#base'
import { chooseRoute } from './start-target.ts'

const routes = (first: number, second: number) => [
  { version: 1, weight: first },
  { version: 2, weight: second },
]
const chosen = (of: ReturnType<typeof routes>, random: number) => chooseRoute(of, random)?.version

test('a route is chosen where the number lies in its part', () => {
  assert.equal(chosen(routes(30, 70), 0), 1)
  assert.equal(chosen(routes(30, 70), 0.2999), 1)
  assert.equal(chosen(routes(30, 70), 0.3), 2)
  assert.equal(chosen(routes(30, 70), 0.9999999999999999), 2)
})

test('a route without weight is never chosen', () => {
  for (const random of [0, 0.5, 0.9999999999999999]) {
    assert.equal(chosen(routes(0, 100), random), 2)
    assert.equal(chosen(routes(100, 0), random), 1)
  }
})

test('routes are chosen about as often as their weights say', () => {
  const random = seededRandom('weights')
  const firsts = Array.from({ length: 10_000 }, () => chosen(routes(20, 80), random.next())).filter(
    (version) => version === 1,
  )
  assert.ok(Math.abs(firsts.length - 2000) < 200, `${firsts.length} of 10000 starts went to 20 %`)
})
