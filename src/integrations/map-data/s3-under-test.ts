/** A real server of S3's protocol for the tests of this folder, and the data of Map Runs on it. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startFauxqs } from 'fauxqs'
import { AslError, type Json, type Outcome } from '#base'
import type { Dataset, ItemChunk, MapData, ReadPosition } from './port.ts'
import { s3MapData } from './s3-map-data.ts'

export const region = 'us-east-1'
export const bucket = 'data'

export interface S3UnderTest {
  readonly data: MapData
  readonly client: S3Client
  put(key: string, body: string | Uint8Array, intoBucket?: string): Promise<void>
  get(key: string): Promise<string>
  stop(): Promise<void>
}

export async function startS3(): Promise<S3UnderTest> {
  const server = await startFauxqs({ port: 0, logger: false, init: { buckets: [bucket, 'other'] } })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new S3Client({ region, endpoint: server.address, forcePathStyle: true, credentials })
  return {
    data: s3MapData({ endpoints: { s3: server.address }, credentials, environment: {} }),
    client,
    async put(key, body, intoBucket = bucket) {
      const ContentLength = Buffer.byteLength(body)
      await client.send(new PutObjectCommand({ Bucket: intoBucket, Key: key, Body: body, ContentLength }))
    },
    async get(key) {
      const answer = await fetch(`${server.address}/${bucket}/${key}`)
      if (!answer.ok) throw new Error(`${key}: ${answer.status}`)
      return answer.text()
    },
    async stop() {
      client.destroy()
      await server.stop()
    },
  }
}

/** The dataset of one object; a chunk has one item where `itemsMax` is 1, so that every item has a position. */
export function objectDataset(Key: string, config: Dataset['config'], itemsMax = 1000): Dataset {
  const parameters = { Bucket: bucket, Key }
  return { region, action: 'getObject', parameters, config, chunk: { itemsMax, bytesMax: 1024 * 1024 } }
}

export async function chunksOf(
  data: MapData,
  dataset: Dataset,
  from?: ReadPosition,
): Promise<readonly ItemChunk[]> {
  const chunks: ItemChunk[] = []
  // A position is kept as JSON between two runs of the server.
  const position = from && (JSON.parse(JSON.stringify(from)) as ReadPosition)
  for await (const chunk of data.openItems(dataset, position)) chunks.push(succeeded(chunk))
  return chunks
}

export async function valuesOf(
  data: MapData,
  dataset: Dataset,
  from?: ReadPosition,
): Promise<readonly Json[]> {
  return (await chunksOf(data, dataset, from)).flatMap(({ items }) => items.map(({ value }) => value))
}

/** The error that a stream ends with. */
export async function failureOf(stream: AsyncIterable<Outcome<unknown>>): Promise<AslError> {
  for await (const step of stream) if (step instanceof AslError) return step
  throw new Error('Expected the stream to fail, and it ended')
}

export function succeeded<T>(outcome: Outcome<T>): T {
  if (outcome instanceof AslError) throw new Error(`${outcome.error}: ${outcome.cause}`)
  return outcome
}
