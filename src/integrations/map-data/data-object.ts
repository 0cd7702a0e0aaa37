/** An object with data, as the readers of the formats see it. */
export interface DataObject {
  /** For messages: `s3://bucket/key`. */
  readonly address: string
  /** As it is stored. */
  readonly sizeBytes: number
  /** The unpacked content from an offset in it, in blocks of any size. */
  bytes(from?: number): AsyncIterable<Buffer>
  /** Stored bytes from `start` to before `end`. */
  range(start: number, end: number): Promise<Buffer>
}
