/** Encrypts old texts anew beside a server's work: a few rows at a time, with pauses in which commits go on. */
import type { Store } from '#store'
import type { Logger } from 'pino'

/** A batch takes some milliseconds of the writer's time. */
const rowsAtOnce = 200
const pauseMs = 25
/** After a failure (a full disk) it is tried again. */
const pauseAfterFailureMs = 10_000

/** Goes on until all is rewritten or it is closed; `close` waits for what is under way. */
export function rewriteInBackground(store: Store, logger: Logger): { close(): Promise<void> } {
  if (!store.isEncrypted) return { close: () => Promise.resolve() }
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let step = Promise.resolve()

  const next = async (): Promise<void> => {
    try {
      const { isThrough, rows, hasRemnants } = await store.rewrite(rowsAtOnce)
      if (!isThrough) return later(pauseMs)
      if (rows > 0) logger.info({ rows }, 'all texts are encrypted under the present keys')
      if (hasRemnants)
        logger.warn(
          'unused parts of the files may still hold plain texts of before; once the server is stopped, "stepwell keys rewrite" removes them',
        )
    } catch (err) {
      if (isClosed) return
      logger.error({ err }, 'old texts could not be encrypted; it is tried again')
      later(pauseAfterFailureMs)
    }
  }
  const later = (ms: number): void => {
    if (isClosed) return
    timer = setTimeout(() => {
      step = next()
    }, ms)
    timer.unref()
  }

  later(0)
  return {
    close() {
      isClosed = true
      clearTimeout(timer)
      return step
    },
  }
}
