/** What can go wrong in a store, by the decision that the caller has to make. */

/** Thrown when the group was rolled back and the same work may be tried again later (disk full, busy). */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/**
 * Thrown when the store can no longer be trusted: a failed fsync, an I/O error, corruption. Nothing is acknowledged
 * any more, and the process has to say so and stop (invariant 6).
 */
export class StorePoisoned extends Error {
  override readonly name = 'StorePoisoned'
}

/** Thrown when another owner has taken the store: this one may not write any more (invariant 5). */
export class StoreFenced extends Error {
  override readonly name = 'StoreFenced'
}

/** Thrown at opening: another process holds the data directory. */
export class StoreLocked extends Error {
  override readonly name = 'StoreLocked'
}

/**
 * Thrown at opening: the store is encrypted, and a key that it needs was not given or is another one. The store is left as
 * it is.
 */
export class StoreKeyMissing extends Error {
  override readonly name = 'StoreKeyMissing'
}

/** Thrown at opening: a newer release of Stepwell has written the store. */
export class StoreTooNew extends Error {
  override readonly name = 'StoreTooNew'
}
