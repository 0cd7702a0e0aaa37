/** Whether the server takes work: said to load balancers by /readyz and set by whatever finds out. */
export type ReadinessStatus = 'ready' | 'draining' | 'poisoned'

export interface Readiness {
  readonly status: ReadinessStatus
  /** A poisoned server stays poisoned, whatever is said later. */
  become(status: 'draining' | 'poisoned'): void
}

export function createReadiness(): Readiness {
  let status: ReadinessStatus = 'ready'
  return {
    get status() {
      return status
    },
    become(next) {
      if (status !== 'poisoned') status = next
    },
  }
}
