import type { ConfigFile } from '../config-file.ts'

/** What the checks look at. */
export interface Checkup {
  /** The server's address, as clients reach it. */
  readonly endpoint: URL
  readonly dataDirectory: string
  /** The data directory was named, so it has to be there. */
  readonly dataIsNamed: boolean
  readonly functionsDirectory: string
  readonly config: ConfigFile
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What the server answers when it is asked whether it is ready; undefined where nobody answers. */
  readonly server: ServerAnswer | undefined
}

export interface ServerAnswer {
  readonly status: number
  /** `ready`, `draining`, `poisoned`; undefined where the answer is not Stepwell's. */
  readonly readiness: string | undefined
  /** The server's clock minus ours, in milliseconds; undefined where it does not tell. */
  readonly skewMs: number | undefined
}
