import { StoreUnavailable } from '#store'

/** The error of those who ask for something while the engine closes: the next start of the server may be asked again. */
export function shuttingDown(): StoreUnavailable {
  return new StoreUnavailable('The server is shutting down; ask again when it is back.')
}
