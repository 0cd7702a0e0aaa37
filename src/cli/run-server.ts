/** The life of a server process: opens, says that it is ready, drains when it is told to stop. */
import { giveMemoryBackWhenQuiet, keepHeapSmall } from '#store'
import { openServer, type RunningServer } from './compose.ts'
import { endpointVariables } from './local-environment.ts'
import type { LogLevel } from './log-level.ts'
import { openLogger } from './logger.ts'
import type { ServerSettings } from './read-settings.ts'

/** Longest time that a drain may take; what is under way after it goes on with the next start. */
const drainMsMax = 25_000

/** Resolves when the server is ready. The process ends with exit code 0 on SIGTERM or SIGINT, 1 when the store is lost. */
export async function runServer(settings: ServerSettings, logLevel: LogLevel): Promise<void> {
  const logger = openLogger(logLevel)
  // Clients of AWS's SDK read AWS's own names, here and in functions.
  Object.assign(process.env, endpointVariables(process.env))
  const server = await openServer(settings, {
    logger,
    storeLost: (err) => {
      logger.fatal(
        { err },
        'the store can no longer be trusted: nothing more is acknowledged, the server stops',
      )
      process.exit(1)
    },
  })
  giveMemoryBackWhenQuiet()
  keepHeapSmall()
  stopOnSignal(server, (text) => logger.info(text))
  const { dataDirectory, access, limits } = settings
  logger.info({ url: server.url, dataDirectory, access: access.kind, limits: limits.profile }, 'ready')
  for (const note of server.notes) console.error(note)
  console.log(`stepwell listening on ${server.url}`)
}

function stopOnSignal(server: RunningServer, say: (text: string) => void): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals): void => {
    // The second time is an order.
    if (stopping) process.exit(1)
    stopping = true
    say(`${signal}: draining`)
    const late = setTimeout(() => {
      say(`not drained after ${drainMsMax / 1000} s; what is under way goes on with the next start`)
      process.exit(0)
    }, drainMsMax)
    void server.close().finally(() => {
      clearTimeout(late)
      say('drained')
      process.exit(0)
    })
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
