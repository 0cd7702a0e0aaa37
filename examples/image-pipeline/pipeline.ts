/**
 * The pipeline from outside, through AWS's own SDK: create the state machine, upload pictures, follow their executions.
 *
 * Everything here works against AWS as well; only `dev-server.ts` knows of Stepwell.
 */
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  type DescribeExecutionOutput,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn'

export const stateMachineName = 'ImageProcessing'
export const uploadsBucket = 'uploads'
export const processedBucket = 'processed'

/** Between two looks at an execution. A run takes about a second. */
const lookEveryMs = 50

/** Creates the state machine of `workflow.asl.json`; where it is there already, this changes nothing. */
export async function createPipeline(sfn: SFNClient): Promise<string> {
  const definition = await readFile(new URL('./workflow.asl.json', import.meta.url), 'utf8')
  const roleArn = 'arn:aws:iam::000000000000:role/image-pipeline'
  const created = await sfn.send(
    new CreateStateMachineCommand({ name: stateMachineName, definition, roleArn }),
  )
  return created.stateMachineArn!
}

/** Uploads a picture; the trigger of `stepwell.config.yaml` does the rest. */
export async function upload(s3: S3Client, key: string, picture: Uint8Array): Promise<void> {
  await s3.send(
    new PutObjectCommand({ Bucket: uploadsBucket, Key: key, Body: picture, ContentType: 'image/jpeg' }),
  )
}

/** The execution that an upload to this key has started; waits until there is one. */
export async function executionOf(sfn: SFNClient, stateMachineArn: string, key: string): Promise<string> {
  for (;;) {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }))
    for (const { executionArn } of executions) {
      const { input = '{}' } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
      if ((JSON.parse(input) as { key?: string }).key === key) return executionArn!
    }
    await pause(lookEveryMs)
  }
}

/** Every event of an execution as it happens, until it has ended. */
export async function* follow(sfn: SFNClient, executionArn: string): AsyncGenerator<HistoryEvent> {
  let seen = 0
  for (;;) {
    // Whether it has ended is asked first, so that the events read after it are all.
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    const pages = paginateGetExecutionHistory({ client: sfn }, { executionArn, maxResults: 1000 })
    for await (const page of pages) {
      for (const event of page.events ?? []) {
        if (event.id! <= seen) continue
        seen = event.id!
        yield event
      }
    }
    if (status !== 'RUNNING') return
    await pause(lookEveryMs)
  }
}

export async function describe(sfn: SFNClient, executionArn: string): Promise<DescribeExecutionOutput> {
  return sfn.send(new DescribeExecutionCommand({ executionArn }))
}

/** The processed pictures of an upload, and their manifest, by their keys. */
export async function results(s3: S3Client, folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const Bucket = processedBucket
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${folder}/` }))
  const found = new Map<string, Uint8Array>()
  for (const { Key } of Contents) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: Key! }))
    found.set(Key!, await Body!.transformToByteArray())
  }
  return found
}
