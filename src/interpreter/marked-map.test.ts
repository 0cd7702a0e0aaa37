import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MarkedMap } from './marked-map.ts'

const changes = fc.array(
  fc.record({ key: fc.integer({ min: 0, max: 5 }), value: fc.option(fc.integer(), { nil: undefined }) }),
)

function apply(map: MarkedMap<number, number> | Map<number, number>, list: readonly Change[]): void {
  for (const { key, value } of list) {
    if (value === undefined) map.delete(key)
    else map.set(key, value)
  }
}

interface Change {
  readonly key: number
  readonly value: number | undefined
}

function contents(map: { keys(): Iterable<number>; get(key: number): number | undefined }): unknown {
  return [...map.keys()].toSorted((a, b) => a - b).map((key) => [key, map.get(key)])
}

test('a map that goes back to its mark has what it had there, as often as it goes back', () => {
  fc.assert(
    fc.property(changes, changes, changes, (before, first, second) => {
      const map = new MarkedMap<number, number>()
      apply(map, before)
      const expected = contents(map)
      map.mark()
      apply(map, first)
      map.restore()
      assert.deepEqual(contents(map), expected)
      apply(map, second)
      map.restore()
      assert.deepEqual(contents(map), expected)
    }),
  )
})

test('what was changed before the mark stays changed', () => {
  fc.assert(
    fc.property(changes, changes, (before, after) => {
      const map = new MarkedMap<number, number>()
      const model = new Map<number, number>()
      map.mark()
      apply(map, before)
      apply(model, before)
      map.mark()
      map.restore()
      apply(map, after)
      apply(model, after)
      assert.deepEqual(contents(map), contents(model))
      assert.equal(map.values().length, model.size)
    }),
  )
})
