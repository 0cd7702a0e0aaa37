/** A Distributed Map over a large CSV in a local S3, with the real server in a process of its own. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { startFauxqs } from 'fauxqs'
import { FastClient } from '../test/support/fast-client.ts'
import { startServer } from '../test/support/server.ts'
import { megabytes, perSecond, print } from './figures.ts'
import type { BenchScale } from './main.ts'
import { rowsOfCsv } from '../test/support/rows-of-csv.ts'

const bucket = 'bench'
const pollMs = 250
/** S3 takes parts of 5 MiB and more; the local server takes no request of more than some tens of MB. */
const partBytes = 8 * 1024 * 1024

interface MapRun {
  readonly status: string
  readonly executionCounts: Readonly<Record<'succeeded' | 'running' | 'total' | 'resultsWritten', number>>
}

export async function benchMapRun({ mapRows }: BenchScale): Promise<void> {
  const s3 = await startFauxqs({ port: 0, logger: false, init: { buckets: [bucket] } })
  await upload(s3.address, mapRows)
  const server = await startServer({
    arguments: ['--log-level', 'warn'],
    environment: {
      AWS_ENDPOINT_URL_S3: s3.address,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  })
  const client = new FastClient(server.endpoint, 1)
  try {
    const mapRunArn = await begin(client)
    const describe = () => client.send<MapRun>('DescribeMapRun', { mapRunArn })
    const took = await until(async () => (await describe()).executionCounts.succeeded === mapRows)
    const rows = mapRows.toLocaleString('en')
    print(`${rows} rows of CSV, a Standard child each`, perSecond(mapRows, took))
    const wrote = await until(async () => (await describe()).status !== 'RUNNING')
    const { status, executionCounts } = await describe()
    print(
      `their results written to S3 (${status}, ${executionCounts.resultsWritten})`,
      `${(wrote / 1000).toFixed(1)} s`,
    )
    print('largest resident memory of the server', megabytes(peakBytes(server.processId)))
  } finally {
    client.close()
    await server.remove()
    await s3.stop()
  }
}

async function begin(client: FastClient): Promise<string> {
  const { stateMachineArn } = await client.send<{ stateMachineArn: string }>('CreateStateMachine', {
    name: 'rows',
    definition: JSON.stringify(rowsOfCsv(bucket)),
    roleArn: 'arn:aws:iam::000000000000:role/bench',
  })
  const { executionArn } = await client.send<{ executionArn: string }>('StartExecution', { stateMachineArn })
  const { mapRuns } = await client.send<{ mapRuns: readonly { mapRunArn: string }[] }>('ListMapRuns', {
    executionArn,
  })
  return mapRuns[0]!.mapRunArn
}

async function upload(endpoint: string, rows: number): Promise<void> {
  const lines = ['id,name,amount']
  for (let i = 0; i < rows; i++) lines.push(`${i},customer ${i},${(i * 7919) % 10_000}`)
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials })
  const body = Buffer.from(`${lines.join('\n')}\n`)
  const object = { Bucket: bucket, Key: 'rows.csv' }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(object))
  const Parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = []
  for (let at = 0; at < body.length; at += partBytes) {
    const Body = body.subarray(at, at + partBytes)
    const part = { ...object, UploadId, PartNumber: Parts.length + 1, Body, ContentLength: Body.length }
    const { ETag } = await client.send(new UploadPartCommand(part))
    Parts.push({ PartNumber: part.PartNumber, ETag })
  }
  await client.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }))
  client.destroy()
}

/** The milliseconds until something is so, asked now and then. */
async function until(isSo: () => Promise<boolean>): Promise<number> {
  const begun = performance.now()
  while (!(await isSo())) await sleep(pollMs)
  return performance.now() - begun
}

function peakBytes(processId: number): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) * 1024
}
