/** The S3 protocol against a real server of it: fauxqs, started on a free port. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startFauxqs, type FauxqsServer } from 'fauxqs'
import { s3ObjectStore } from './s3-object-store.ts'
import type { ObjectStore, StoredObject } from './port.ts'

const region = 'us-east-1'
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
let server: FauxqsServer
let client: S3Client
let store: ObjectStore

before(async () => {
  server = await startFauxqs({ port: 0, logger: false, init: { buckets: ['uploads', 'many'] } })
  client = new S3Client({ region, endpoint: server.address, forcePathStyle: true, credentials })
  store = s3ObjectStore({ endpoint: server.address, credentials })
})

after(async () => {
  client.destroy()
  await server.stop()
})

async function put(Bucket: string, Key: string, Body = Key): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket, Key, Body }))
}

test('a listing and a look at one object tell the same of it', async () => {
  await put('uploads', 'in/a photo.jpg', 'hello')
  const { objects } = await store.list({ region, bucket: 'uploads', prefix: 'in/' })
  assert.equal(objects.length, 1)
  const [listed] = objects
  assert.deepEqual(listed, await store.head({ region, bucket: 'uploads', key: 'in/a photo.jpg' }))
  assert.deepEqual(
    { key: listed?.key, sizeBytes: listed?.sizeBytes, eTag: listed?.eTag },
    { key: 'in/a photo.jpg', sizeBytes: 5, eTag: '5d41402abc4b2a76b9719d911017c592' },
  )
  assert.equal(listed!.modifiedAt % 1000, 0)
})

test('an object that is not there is undefined, and a bucket that is not there an error with its name', async () => {
  assert.equal(await store.head({ region, bucket: 'uploads', key: 'none' }), undefined)
  await assert.rejects(store.list({ region, bucket: 'nowhere' }), { name: 'NoSuchBucket' })
})

test('a bucket of more than a page is listed whole', async () => {
  const keys = Array.from({ length: 1100 }, (_, i) => `k${String(i).padStart(5, '0')}`)
  await Promise.all(keys.map((key) => put('many', key)))
  const found: StoredObject[] = []
  let from: string | undefined
  do {
    const page = await store.list({ region, bucket: 'many', ...(from === undefined ? {} : { from }) })
    found.push(...page.objects)
    from = page.next
  } while (from !== undefined)
  assert.deepEqual(
    found.map(({ key }) => key),
    keys,
  )
})
