/** The part of the port about encryption at rest: what there is of it, hashes of texts, and the rewriting of old ones. */

/** How far the rewriting of texts has come that lie plain or under data keys that were replaced. */
export interface Rewriting {
  /** Every row was looked at, and the old data keys are gone. */
  readonly isThrough: boolean
  /** How many rows were looked at. */
  readonly rows: number
  /** Plain texts of before may still be found in unused parts of the files: see `removeRemnants`. */
  readonly hasRemnants: boolean
}

export interface StoreEncryption {
  /** Whether texts are sealed. */
  readonly isEncrypted: boolean

  /** Whether a state machine may name this KMS key. Without encryption it may name any: none is used. */
  knowsKmsKey(kmsKeyId: string): boolean

  /** 32 bytes that equal texts of an account have in common, and that tell nothing without a secret of this store. */
  hashText(account: string, text: string): Uint8Array

  /** Looks at up to so many rows and writes those anew that need it; in its turn among the commits. */
  rewrite(rowsMax: number): Promise<Rewriting>

  /**
   * Writes the files anew, so that no plain text is left in unused parts of them. Needs room for a second copy and
   * holds everything up while it works: for a store that nobody uses.
   */
  removeRemnants(): Promise<void>
}
