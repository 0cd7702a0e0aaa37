/**
 * The process of the local services: S3, SQS and SNS from fauxqs, DynamoDB from dynalite, kept in the data directory.
 *
 * It runs for one server and ends with it, also when that is killed (the channel between them closes). Two of them never
 * have the same data: a lock on a file of the data directory, which the system frees when its holder dies, makes a
 * restarted server wait for the end of the process of the killed one.
 */
import { mkdirSync } from 'node:fs'
import { Server } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { startFauxqs } from 'fauxqs'
import { startLocalDynamodb } from './local-dynamodb.ts'
import type { FromServices, StartServices } from './local-services-protocol.ts'

/** How long a predecessor may take to end. */
const lockMsMax = 10_000

/** Held until the process ends, so that the lock is. */
const held: DatabaseSync[] = []

process.once('message', (message) => void start(message as StartServices))
process.once('disconnect', () => process.exit(0))
// Ctrl-C reaches the whole group; the server decides when its services end.
process.on('SIGINT', () => {})

async function start(options: StartServices): Promise<void> {
  try {
    mkdirSync(options.dataDirectory, { recursive: true })
    held.push(takeLock(options.dataDirectory))
    listenOnLoopbackOnly()
    const server = await startFauxqs({
      port: options.port,
      logger: false,
      defaultRegion: options.region,
      dataDir: options.dataDirectory,
      messageSpies: { bufferSize: 1 },
      init: initialResources(options),
    })
    void server.spy.waitForMessage((message) => {
      if (message.service === 's3' && message.status === 'uploaded') {
        tell({ type: 'uploaded', bucket: message.bucket, key: message.key })
      }
      // Never the message that is waited for: every one passes by here.
      return false
    })
    const dynamodbPort = await startLocalDynamodb(options)
    tell({ type: 'ready', port: server.port, dynamodbPort })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    tell({ type: 'refused', code, message })
  }
}

function tell(message: FromServices): void {
  process.send?.(message)
}

function takeLock(directory: string): DatabaseSync {
  const database = new DatabaseSync(join(directory, 'lock'), { timeout: lockMsMax })
  database.exec('BEGIN EXCLUSIVE')
  return database
}

/**
 * fauxqs listens on every address of the machine and asks for no credentials; here it is for this machine only. It has no
 * option for that, so the listening is bound here, in a process that listens for nothing else.
 */
function listenOnLoopbackOnly(): void {
  const listen = Server.prototype.listen as (this: Server, options: object, ...rest: unknown[]) => Server
  Server.prototype.listen = function (this: Server, options: object, ...rest: unknown[]) {
    return listen.call(this, { ...options, host: '127.0.0.1' }, ...rest)
  } as typeof Server.prototype.listen
}

function initialResources({ region, config }: StartServices) {
  const named = ({ name, attributes }: { name: string; attributes?: Readonly<Record<string, string>> }) => ({
    name,
    ...(attributes === undefined ? {} : { attributes: { ...attributes } }),
  })
  return {
    region,
    buckets: [...config.buckets],
    topics: config.topics.map(named),
    queues: config.queues.map(named),
    subscriptions: [...config.subscriptions],
  }
}
