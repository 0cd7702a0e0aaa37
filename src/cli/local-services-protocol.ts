/** What the server and the process of its local services say to each other. */

/** The `services` section of stepwell.config.yaml: what is there from the start. */
export interface ServicesConfig {
  /** The port that is asked for first; 0 for any. */
  readonly port?: number
  readonly buckets: readonly string[]
  readonly topics: readonly ServiceResource[]
  readonly queues: readonly ServiceResource[]
  readonly subscriptions: readonly { readonly topic: string; readonly queue: string }[]
  /** Tables of DynamoDB. */
  readonly tables: readonly TableConfig[]
}

export interface TableConfig {
  readonly name: string
  /** `id`, or `id: N` with its type. */
  readonly partitionKey: TableKey
  readonly sortKey?: TableKey
}

export interface TableKey {
  readonly name: string
  readonly type: 'S' | 'N' | 'B'
}

export interface ServiceResource {
  readonly name: string
  readonly attributes?: Readonly<Record<string, string>>
}

/** The first message to the process. */
export interface StartServices {
  readonly dataDirectory: string
  readonly region: string
  readonly port: number
  /** Of DynamoDB, which has a server of its own; 0 for any. */
  readonly dynamodbPort: number
  readonly config: ServicesConfig
}

export type FromServices =
  | { readonly type: 'ready'; readonly port: number; readonly dynamodbPort: number }
  | { readonly type: 'refused'; readonly code: string | undefined; readonly message: string }
  | { readonly type: 'uploaded'; readonly bucket: string; readonly key: string }
