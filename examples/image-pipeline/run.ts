/**
 * `npm run example:image`: the whole pipeline on a real photograph, from upload to notification, and on a bad picture.
 *
 * The processed pictures are in `output/` afterwards, the server's data in `.stepwell/`.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import sharp from 'sharp'
import { startDevServer, type DevServer } from './dev-server.ts'
import { createPipeline, describe, executionOf, follow, results, upload } from './pipeline.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const server = await startDevServer(here('./.stepwell'), 0)
try {
  await runPipeline(server)
} finally {
  await server.stop()
}

async function runPipeline({ endpoint, services }: DevServer): Promise<void> {
  const access = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const sfn = new SFNClient({ ...access, endpoint })
  const s3 = new S3Client({ ...access, endpoint: services, forcePathStyle: true })
  const sqs = new SQSClient({ ...access, endpoint: services })
  const stateMachineArn = await createPipeline(sfn)
  // Names of its own for each run, so that each can be looked at beside the others.
  const run = new Date().toISOString().slice(0, 19).replaceAll(':', '')

  const photograph = await readFile(here('./astronaut.jpg'))
  await upload(s3, `astronaut-${run}.jpg`, photograph)
  await sayExecution(sfn, await executionOf(sfn, stateMachineArn, `astronaut-${run}.jpg`))
  await sayNotifications(sqs, `${services}/000000000000/notifications`)
  for (const [key, content] of await results(s3, `astronaut-${run}`)) await keep(key, content)

  const bad = await sharp(photograph).resize(120).blur(3).jpeg().toBuffer()
  await upload(s3, `bad-${run}.jpg`, bad)
  await sayExecution(sfn, await executionOf(sfn, stateMachineArn, `bad-${run}.jpg`))
}

/** Says what an execution does, state by state, and how it ended. */
async function sayExecution(sfn: SFNClient, executionArn: string): Promise<void> {
  const { input = '{}' } = await describe(sfn, executionArn)
  const { bucket, key } = JSON.parse(input) as { bucket: string; key: string }
  console.log(`\ns3://${bucket}/${key}`)
  for await (const event of follow(sfn, executionArn)) {
    const entered = event.stateEnteredEventDetails?.name
    if (entered !== undefined) console.log(`  ${event.timestamp!.toISOString().slice(11, 23)}  ${entered}`)
  }
  const { status, error, cause } = await describe(sfn, executionArn)
  console.log(`  ${status}${error === undefined ? '' : `: ${error}: ${cause}`}`)
}

/** Says the notifications that have come; there is none of an execution that failed. */
async function sayNotifications(sqs: SQSClient, queue: string): Promise<void> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: 1 }))
  for (const { Body = '{}', ReceiptHandle } of Messages) {
    const { Subject, Message } = JSON.parse(Body) as { Subject: string; Message: string }
    const { image, pictures } = JSON.parse(Message) as { image: string; pictures: readonly object[] }
    console.log(`  notification: ${Subject}, ${pictures.length} pictures of ${image}`)
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }))
  }
}

async function keep(key: string, content: Uint8Array): Promise<void> {
  const file = resolve(here('./output'), key)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
  console.log(`  ${relative(process.cwd(), file)}`)
}
