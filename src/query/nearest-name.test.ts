import { test } from 'node:test'
import assert from 'node:assert/strict'
import { nearestName } from './nearest-name.ts'

test('the nearest name is the one that was probably meant', () => {
  const names = ['imageQuality', 'image', 'status', 'Id', 'a']
  assert.equal(nearestName('imagequality', names), 'imageQuality')
  assert.equal(nearestName('imageQualty', names), 'imageQuality')
  assert.equal(nearestName('images', names), 'image')
  assert.equal(nearestName('ID', names), 'Id')
  assert.equal(nearestName('statsu', names), 'status')
  assert.equal(nearestName('completely', names), undefined)
  assert.equal(nearestName('x', []), undefined)
  assert.equal(nearestName('x'.repeat(1000), names), undefined)
})
