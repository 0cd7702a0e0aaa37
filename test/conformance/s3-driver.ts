/** S3 for the recorded cases: the local server that `main.ts` has started, at the endpoint in the environment. */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

interface Resource {
  readonly type: string
  readonly name: string
}

const client = new S3Client({
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
})

// oxlint-disable-next-line import/no-default-export -- the runner loads a driver by its default export
export default {
  services: ['s3'],
  start: () => Promise.resolve(),
  async create({ type, name }: Resource) {
    if (type !== 's3.bucket') throw new Error(`a case needs a ${type}; this driver makes buckets only`)
    await client.send(new CreateBucketCommand({ Bucket: name }))
    return { name, arn: `arn:aws:s3:::${name}` }
  },
  async call(
    operation: string,
    input: { readonly Bucket: string; readonly Key: string; readonly Body: string },
  ) {
    if (operation !== 'PutObject')
      throw new Error(`a case calls ${operation}; this driver knows PutObject only`)
    await client.send(new PutObjectCommand({ ...input, ContentLength: Buffer.byteLength(input.Body) }))
    return {}
  },
  // The whole server goes with the run.
  remove: () => Promise.resolve(),
  stop: () => Promise.resolve(client.destroy()),
}
