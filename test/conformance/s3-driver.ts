/** S3 for the recorded cases: the local server that `main.ts` has started, at the endpoint in the environment. */
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

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
    input: { readonly Bucket: string; readonly Key: string; readonly Body: string | Uint8Array },
  ) {
    if (operation === 'GetObject') {
      const { Body, $metadata, ...rest } = await client.send(new GetObjectCommand(input))
      const ResponseMetadata = { HTTPHeaders: {}, HTTPStatusCode: $metadata.httpStatusCode }
      return { ...rest, Body: await Body!.transformToString(), ResponseMetadata }
    }
    if (operation !== 'PutObject')
      throw new Error(`a case calls ${operation}; this driver knows PutObject and GetObject only`)
    // The type that S3 itself gives an object whose type nobody says.
    const typed = { ContentType: 'binary/octet-stream', ...input }
    await client.send(new PutObjectCommand({ ...typed, ContentLength: Buffer.byteLength(input.Body) }))
    return {}
  },
  // The whole server goes with the run.
  remove: () => Promise.resolve(),
  stop: () => Promise.resolve(client.destroy()),
}
