import assert from 'node:assert/strict'
import { test } from 'node:test'
import { executionName } from './execution-name.ts'

const object = {
  key: 'holiday photos/été/beach.jpg',
  sizeBytes: 1,
  eTag: 'abc',
  modifiedAt: 1_700_000_000_000,
}

test('a name says the key as far as it can and has only what AWS allows in names', () => {
  assert.match(executionName('uploads', object), /^holiday-photos-t-beach-jpg-[0-9a-f]{32}$/)
  assert.match(executionName('uploads', { ...object, key: '图片' }), /^[0-9a-f]{32}$/)
  const long = executionName('uploads', { ...object, key: `${'x/'.repeat(500)}end.jpg` })
  assert(long.length <= 80, `${long.length} characters`)
  assert.match(long, /end-jpg-[0-9a-f]{32}$/)
})

test('another bucket, key, content or second is another upload', () => {
  const names = [
    executionName('uploads', object),
    executionName('others', object),
    executionName('uploads', { ...object, key: 'holiday photos-été/beach.jpg' }),
    executionName('uploads', { ...object, eTag: 'abd' }),
    executionName('uploads', { ...object, modifiedAt: object.modifiedAt + 1000 }),
  ]
  assert.equal(new Set(names).size, names.length)
})
