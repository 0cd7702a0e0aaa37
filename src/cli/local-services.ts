/**
 * Local S3, SQS, SNS and DynamoDB for `stepwell dev`: fauxqs and dynalite, persistent in the data directory, in a process of
 * their own.
 *
 * 1. It is a process of its own, as functions are: its SQLite writes and its parsing of uploads do not stop the event loop
 *    of the server, and its crash does not take the server along. It is started again where it was; what was acknowledged
 *    is on disk.
 * 2. It ends with the server, however that ends, and it listens on the loopback address only.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import type { FromServices, ServicesConfig } from './local-services-protocol.ts'
import { UserError } from './user-error.ts'

export interface LocalServicesOptions {
  /** A directory of its own, made where it is not there. */
  readonly dataDirectory: string
  readonly region: string
  readonly config: ServicesConfig
  readonly log: {
    info(details: object, message: string): void
    error(details: object, message: string): void
  }
  /** Called for every upload to a bucket, once it is durable. */
  readonly uploaded?: (upload: { readonly bucket: string; readonly key: string }) => void
}

export interface LocalServices {
  readonly endpoints: Readonly<Record<'s3' | 'sqs' | 'sns' | 'dynamodb', string>>
  /** Any are accepted; AWS's SDKs want some. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** The variables by which AWS's SDKs, the CLI and functions find them. */
  readonly environment: Readonly<Record<string, string>>
  /** Of the process that serves now. */
  readonly processId: number
  stop(): Promise<void>
}

/** Where people who know LocalStack or fauxqs look first. */
const defaultPort = 4566
/** Starts in a row that may fail before it is given up. */
const failedStartsMax = 3

/** Resolves once the services answer. Throws UserError where a port that was asked for is taken. */
export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const wanted = options.config.port
  let started: RunningServices
  try {
    started = await run(options, { port: wanted ?? defaultPort, dynamodbPort: 0 })
  } catch (error) {
    if (!(error instanceof ServicesRefused) || error.code !== 'EADDRINUSE') throw error
    if (wanted !== undefined) {
      throw new UserError(
        `port ${wanted} for the local services is in use by another process; stop that one, or choose another in ` +
          'stepwell.config.yaml (services.port, 0 takes a free one).',
      )
    }
    // Nobody asked for the usual port, so any will do.
    started = await run(options, { port: 0, dynamodbPort: 0 })
  }
  return supervise(options, started)
}

interface RunningServices {
  readonly child: ChildProcess
  readonly port: number
  readonly dynamodbPort: number
}

/** The ports that are asked for. */
interface Ports {
  readonly port: number
  readonly dynamodbPort: number
}

class ServicesRefused extends Error {
  override readonly name = 'ServicesRefused'
  readonly code: string | undefined

  constructor(code: string | undefined, message: string) {
    super(message)
    this.code = code
  }
}

async function run(options: LocalServicesOptions, ports: Ports): Promise<RunningServices> {
  const child = fork(new URL(`./local-services-process${extname(import.meta.url)}`, import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { promise, resolve, reject } = Promise.withResolvers<Ports>()
  child.on('message', (message: FromServices) => {
    if (message.type === 'ready') resolve(message)
    else if (message.type === 'refused') reject(new ServicesRefused(message.code, message.message))
    else options.uploaded?.({ bucket: message.bucket, key: message.key })
  })
  child.once('exit', (code, signal) =>
    reject(new Error(`the local services ended with ${signal ?? code} before they were ready`)),
  )
  child.once('error', reject)
  const { dataDirectory, region, config } = options
  child.send({ dataDirectory, region, ...ports, config })
  try {
    const { port, dynamodbPort } = await promise
    return { child, port, dynamodbPort }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

function supervise(options: LocalServicesOptions, first: RunningServices): LocalServices {
  const { log } = options
  const endpoint = `http://127.0.0.1:${first.port}`
  const dynamodb = `http://127.0.0.1:${first.dynamodbPort}`
  let running = first
  let stopping = false

  function watch(): void {
    running.child.once('exit', (code, signal) => {
      if (!stopping) void startAgain(String(signal ?? code), failedStartsMax)
    })
  }

  async function startAgain(how: string, attempts: number): Promise<void> {
    log.error({ how }, 'the local services have ended; they are started again')
    try {
      // The same ports, for clients know them.
      running = await run(options, first)
      watch()
      if (stopping) running.child.kill()
      else log.info({ endpoint }, 'the local services are ready again')
    } catch (error) {
      if (!stopping && attempts > 1) await startAgain(String(error), attempts - 1)
      else log.error({ error: String(error) }, 'the local services are given up; start the server again')
    }
  }

  watch()
  log.info({ endpoint, dynamodb }, 'local S3, SQS, SNS and DynamoDB are ready')
  return {
    endpoints: { s3: endpoint, sqs: endpoint, sns: endpoint, dynamodb },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    environment: {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ENDPOINT_URL_SQS: endpoint,
      AWS_ENDPOINT_URL_SNS: endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    get processId() {
      return running.child.pid!
    },
    async stop() {
      stopping = true
      const { child } = running
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill()
      await exited
    },
  }
}
