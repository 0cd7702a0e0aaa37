import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSlip } from './is-slip.ts'

const slips = [
  'resizeimage',
  'Resize Image',
  'Resize_Image',
  'ResizeImge',
  'ResizeImages',
  'ReszieImage',
  'RessizeImage',
]
const others = ['ResizeImage2', 'ResizeIcon', 'CropImage', 'Resize', 'ResizeImagB']

for (const name of slips)
  test(`${name} is ResizeImage with a slip`, () => assert.ok(isSlip(name, 'ResizeImage')))
for (const name of others) {
  test(`${name} is a name of its own beside ResizeImage`, () => assert.ok(!isSlip(name, 'ResizeImage')))
}

test('names that differ in a digit or in their last letter are names of their own', () => {
  assert.ok(!isSlip('Step2', 'Step1'))
  assert.ok(!isSlip('CheckA', 'CheckB'))
  assert.ok(!isSlip('ab', 'abc'))
})
