/**
 * Activities by name: creating, deleting and finding them. Neighbours: `catalog` (its door), `activities` (their queues).
 */
import { activityArn, parseArn, type Limits, type Namespace } from '#base'
import type { ActivityRecord, Store } from '#store'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'
import { refuseKmsKey } from '../catalog/kms-key.ts'
import { nameKey, namespaceOf } from '../starts/name-key.ts'
import type { NameLocks } from '../starts/name-locks.ts'
import type { CreateActivity, CreateActivityRefused } from '../port.ts'
import { RecentCache } from '../recent-cache.ts'

/** Activities that are kept in memory. */
const cachedMax = 1000

export interface ActivityCatalogOptions {
  readonly store: Store
  readonly committer: Committer
  readonly clock: Clock
  readonly limits: Limits
  readonly counters: { activityId: number }
  /** By the ARN of the activity. */
  readonly locks: NameLocks
}

export class ActivityCatalog {
  readonly #options: ActivityCatalogOptions
  readonly #activities = new RecentCache<string, ActivityRecord>(cachedMax)
  #changes = 0

  constructor(options: ActivityCatalogOptions) {
    this.#options = options
  }

  /** Grows when an activity is created or deleted: what its ARN meant before may be another one now. */
  get changes(): number {
    return this.#changes
  }

  create(request: CreateActivity): Promise<{ readonly activity: ActivityRecord } | CreateActivityRefused> {
    const { clock, committer, counters, locks } = this.#options
    const { name, configuration, tags = {} } = request
    const arn = activityArn(request, name)
    return locks.inTurn(arn, async () => {
      const existing = await this.activity(request, name)
      if (existing)
        return existing.configuration === configuration ? { activity: existing } : { refused: 'exists' }
      if (await this.#isFull(request)) return { refused: 'too-many' }
      const unknownKey = refuseKmsKey(this.#options.store, configuration)
      if (unknownKey) return unknownKey
      const id = ++counters.activityId
      const activity = { ...namespaceOf(request), id, name, createdAt: clock.now(), configuration }
      await Promise.all([
        committer.commit({ kind: 'putTags', resourceArn: arn, tags }),
        committer.commit({ kind: 'putActivity', activity }),
      ])
      this.#changes++
      this.#activities.set(nameKey(request, name), activity)
      return { activity }
    })
  }

  async #isFull(at: Namespace): Promise<boolean> {
    const { store, limits } = this.#options
    const { activitiesMax: most } = limits
    return most < Number.MAX_SAFE_INTEGER && (await store.countActivities(namespaceOf(at))) >= most
  }

  delete(at: Namespace, name: string): Promise<void> {
    const { committer, locks } = this.#options
    const arn = activityArn(at, name)
    return locks.inTurn(arn, async () => {
      const activity = await this.activity(at, name)
      if (!activity) return
      await Promise.all([
        committer.commit({ kind: 'putTags', resourceArn: arn, tags: {} }),
        committer.commit({ kind: 'deleteActivity', activityId: activity.id }),
      ])
      this.#changes++
      this.#activities.delete(nameKey(at, name))
    })
  }

  async activity(at: Namespace, name: string): Promise<ActivityRecord | undefined> {
    return this.#activities.getOrLoad(nameKey(at, name), () =>
      this.#options.store.activity(namespaceOf(at), name),
    )
  }

  async byArn(arn: string): Promise<ActivityRecord | undefined> {
    const parsed = parseArn(arn)
    const name = parsed?.resource.startsWith('activity:')
      ? parsed.resource.slice('activity:'.length)
      : undefined
    return parsed && name !== undefined ? this.activity(parsed, name) : undefined
  }

  list(at: Namespace, after: string | undefined, limit: number): Promise<readonly ActivityRecord[]> {
    return this.#options.store.activities({
      ...namespaceOf(at),
      limit,
      ...(after !== undefined && { after }),
    })
  }
}
