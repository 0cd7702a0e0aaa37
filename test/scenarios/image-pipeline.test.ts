/**
 * The example of the image pipeline as a user runs it: `stepwell dev` in its folder, a real photograph uploaded with an S3
 * client, and the pictures that come out, pixel by pixel.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import sharp, { type Sharp } from 'sharp'
import {
  createPipeline,
  describe,
  executionOf,
  follow,
  results,
  upload,
} from '../../examples/image-pipeline/pipeline.ts'
import { startLocalServices } from '../../src/cli/local-services.ts'
import { sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'

const example = fileURLToPath(new URL('../../examples/image-pipeline/', import.meta.url))
const region = 'us-east-1'
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

interface Running {
  readonly server: TestServer
  readonly sfn: SFNClient
  readonly s3: S3Client
  readonly sqs: SQSClient
  readonly queue: string
}

let photograph: Buffer
let dataDirectory: string
let running: Running
let machine: string

before(async () => {
  photograph = await readFile(join(example, 'astronaut.jpg'))
  dataDirectory = await mkdtemp(join(tmpdir(), 'stepwell-images-'))
  running = await start()
  machine = await createPipeline(running.sfn)
})

after(async () => {
  await running.server.stop()
  await rm(dataDirectory, { recursive: true, force: true })
})

async function start(): Promise<Running> {
  const server = await startServer({ command: 'dev', dataDirectory, workingDirectory: example })
  const endpoint = /local S3, SQS and SNS on (http:\/\/\S+)/.exec(server.output())?.[1]
  assert(endpoint, `the server says where its local services are:\n${server.output()}`)
  return {
    server,
    sfn: sdk(server.endpoint),
    s3: new S3Client({ endpoint, region, credentials, forcePathStyle: true }),
    sqs: new SQSClient({ endpoint, region, credentials }),
    queue: `${endpoint}/000000000000/notifications`,
  }
}

/** The states that an execution enters, and how it ends. */
async function run(key: string) {
  const { sfn } = running
  const execution = await executionOf(sfn, machine, key)
  const states: string[] = []
  for await (const { stateEnteredEventDetails } of follow(sfn, execution)) {
    if (stateEnteredEventDetails) states.push(stateEnteredEventDetails.name!)
  }
  return { states, ...(await describe(sfn, execution)) }
}

/** Red, green and blue of every pixel. */
async function pixels(picture: Uint8Array) {
  const decoded = sharp(picture).removeAlpha().toColourspace('srgb').raw()
  const { data, info } = await decoded.toBuffer({ resolveWithObject: true })
  assert.equal(info.channels, 3)
  return { data, width: info.width, height: info.height }
}

type Rgb = readonly [number, number, number]

/** The mean distance of a picture's pixels from what a filter makes of the photograph's, over all channels. */
async function meanDistance(picture: Uint8Array, filter: (pixel: Rgb) => Rgb): Promise<number> {
  const [made, original] = await Promise.all([pixels(picture), pixels(photograph)])
  assert.deepEqual([made.width, made.height], [original.width, original.height])
  let sum = 0
  for (let i = 0; i < made.data.length; i += 3) {
    const expected = filter([original.data[i]!, original.data[i + 1]!, original.data[i + 2]!])
    for (let c = 0; c < 3; c++) sum += Math.abs(made.data[i + c]! - Math.min(255, expected[c]!))
  }
  return sum / made.data.length
}

const toLinear = (value: number) => (value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4)
const toSrgb = (light: number) => 255 * (light <= 0.0031 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055)

/** The grey of the same brightness: the luminance of sRGB (ITU-R BT.709). */
function grey([red, green, blue]: Rgb): Rgb {
  const light = 0.2126 * toLinear(red) + 0.7152 * toLinear(green) + 0.0722 * toLinear(blue)
  return [toSrgb(light), toSrgb(light), toSrgb(light)]
}

function brown([red, green, blue]: Rgb): Rgb {
  return [
    0.393 * red + 0.769 * green + 0.189 * blue,
    0.349 * red + 0.686 * green + 0.168 * blue,
    0.272 * red + 0.534 * green + 0.131 * blue,
  ]
}

async function assertGrey(picture: Uint8Array): Promise<void> {
  const { data } = await pixels(picture)
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) assert.fail(`pixel ${i / 3} has a colour`)
  }
}

test('an uploaded photograph goes through the workflow, and its pictures are what they are called', async () => {
  const { s3, sqs, queue } = running
  await upload(s3, 'people/astronaut.jpg', photograph)
  const { status, states, output, cause } = await run('people/astronaut.jpg')
  assert.equal(status, 'SUCCEEDED', cause)
  assert.deepEqual(states.toSorted(), [
    'ApplyFilters',
    'ApplyGrayscaleFilter',
    'ApplySepiaFilter',
    'ExtractMetadata',
    'GenerateThumbnails',
    'ImageUpload',
    'NotifyUser',
    'QualityCheck',
    'ResizeImage',
    'StoreProcessedImages',
  ])
  const document = JSON.parse(output!)
  assert.equal(document.status, 'Image Uploaded')
  assert.equal(document.imageQuality, 'Pass')
  assert.deepEqual(
    { width: document.metadata.width, height: document.metadata.height, format: document.metadata.format },
    { width: 512, height: 512, format: 'jpeg' },
  )

  const made = await results(s3, 'people/astronaut')
  const picture = (name: string) => {
    const found = made.get(`people/astronaut/${name}`)
    assert(found, `${name} is among ${[...made.keys()].join(', ')}`)
    return found
  }
  for (const [name, side] of [
    ['resized-512.jpg', 512],
    ['resized-256.jpg', 256],
    ['thumbnail-color.jpg', 128],
    ['thumbnail-grayscale.jpg', 128],
    ['thumbnail-sepia.jpg', 128],
  ] as const) {
    const { width, height } = await sharp(picture(name)).metadata()
    assert.deepEqual([name, width, height], [name, side, side])
  }
  await assertGrey(picture('grayscale.jpg'))
  await assertGrey(picture('thumbnail-grayscale.jpg'))
  assert(
    (await meanDistance(picture('grayscale.jpg'), grey)) < 3,
    'grey has the brightness of the photograph',
  )
  assert((await meanDistance(picture('sepia.jpg'), brown)) < 3, 'sepia has the browns of the photograph')
  assert((await meanDistance(picture('resized-512.jpg'), (pixel) => pixel)) < 3, 'resized is the photograph')
  assert((await meanDistance(picture('sepia.jpg'), (pixel) => pixel)) > 20, 'sepia is not the photograph')
  const work = await s3.send(new ListObjectsV2Command({ Bucket: 'work' }))
  assert.equal(work.KeyCount, 0, 'the work bucket is cleared')

  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: 20 }))
  const envelope = JSON.parse(Messages![0]!.Body!) as { TopicArn: string; Message: string }
  assert.equal(envelope.TopicArn, 'arn:aws:sns:us-east-1:000000000000:ImageProcessingCompleteTopic')
  const message = JSON.parse(envelope.Message) as { image: string; pictures: { key: string }[] }
  assert.equal(message.image, 's3://uploads/people/astronaut.jpg')
  assert.deepEqual(
    message.pictures.map(({ key }) => key).toSorted(),
    [...made.keys()].filter((key) => key.endsWith('.jpg')).toSorted(),
  )
})

for (const [what, key, spoil] of [
  ['too small', 'small.jpg', (picture: Sharp) => picture.resize(200)],
  ['too blurred', 'blurred.jpg', (picture: Sharp) => picture.blur(3)],
] as const) {
  test(`a picture that is ${what} fails the quality check`, async () => {
    await upload(running.s3, key, await spoil(sharp(photograph)).jpeg().toBuffer())
    const { status, states, error, cause } = await run(key)
    assert.equal(status, 'FAILED')
    assert.deepEqual(states.slice(-2), ['QualityCheck', 'QualityCheckFailed'])
    assert.equal(error, 'QualityCheckFailed')
    assert.equal(cause, 'Processed images did not meet quality standards. Please review and re-upload.')
  })
}

test('a picture that the AWS CLI copies to the bucket goes through the workflow', async (t) => {
  const aws = promisify(execFile)
  const installed = await aws('aws', ['--version']).catch(() => undefined)
  if (!installed) return t.skip('the AWS CLI is not installed')
  const endpoint = new URL(running.queue).origin
  const copy = ['s3', 'cp', join(example, 'astronaut.jpg'), 's3://uploads/from the CLI/größe+1.jpg']
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: region }
  await aws('aws', [...copy, '--endpoint-url', endpoint], { env })
  const { status, cause } = await run('from the CLI/größe+1.jpg')
  assert.equal(status, 'SUCCEEDED', cause)
  assert((await results(running.s3, 'from the CLI/größe+1')).has('from the CLI/größe+1/sepia.jpg'))
})

async function executionsOf(key: string): Promise<number> {
  const { executions = [] } = await running.sfn.send(new ListExecutionsCommand({ stateMachineArn: machine }))
  const described = await Promise.all(
    executions.map(({ executionArn }) => describe(running.sfn, executionArn!)),
  )
  return described.filter(({ input }) => JSON.parse(input!).key === key).length
}

test('uploads made just before the server is killed start their executions, once', async () => {
  for (const key of ['crash-1.jpg', 'crash-2.jpg']) {
    await upload(running.s3, key, photograph)
    await running.server.kill()
    running = await start()
  }
  for (const key of ['crash-1.jpg', 'crash-2.jpg']) {
    const { status, cause } = await run(key)
    assert.equal(status, 'SUCCEEDED', cause)
    assert.equal(await executionsOf(key), 1)
  }
})

test('an upload made while the server is down starts its execution when it is back, once', async () => {
  await running.server.kill()
  const services = await startLocalServices({
    dataDirectory: join(dataDirectory, 'services'),
    region,
    config: { port: 0, buckets: [], topics: [], queues: [], subscriptions: [], tables: [] },
    log: { info: () => {}, error: () => {} },
  })
  const s3 = new S3Client({ endpoint: services.endpoints.s3, region, credentials, forcePathStyle: true })
  await upload(s3, 'meanwhile.jpg', photograph)
  await services.stop()
  running = await start()
  const { status, cause } = await run('meanwhile.jpg')
  assert.equal(status, 'SUCCEEDED', cause)
  assert.equal(await executionsOf('meanwhile.jpg'), 1)
})
