/** What the suite needs of a store beside the port, and the frame around each of its tests. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../port.ts'

export type MakeStore = () => Promise<StoreUnderTest>

/** A place for one store, made for one test. */
export interface StoreUnderTest {
  /** Opens the store; once it is closed, opens the same one again where `keeps` says so. */
  open(): Promise<Store>
  /** Whether a closed store can be opened again; else why not. */
  readonly keeps: true | { readonly not: string }
  /** Opens the same store as another owner while the first has it; or why that cannot be. */
  readonly openAsAnotherOwner: (() => Promise<Store>) | { readonly not: string }
  /** Opens what `backup` wrote into a directory. */
  openCopy(directory: string): Promise<Store>
  /** An empty directory for the test, gone after it. */
  directory(): Promise<string>
  /** Looks into the open store. */
  inspect(store: Store): Promise<StoreInspection>
  /** Looks into what `backup` wrote. */
  inspectCopy(directory: string): Promise<StoreInspection>
  remove(): Promise<void>
}

/** What only the store itself can tell. */
export interface StoreInspection {
  /** Sentences about rows that contradict each other; none in a sound store. */
  readonly problems: readonly string[]
  /** How many payloads it keeps apart from its rows. */
  readonly sharedPayloads: number
}

export interface Subject {
  readonly store: Store
  readonly under: StoreUnderTest
}

/** Declares a test on a store of its own, which is inspected and closed at the end. */
export function testStore(make: MakeStore, name: string, body: (subject: Subject) => Promise<void>): void {
  test(name, async () => {
    const under = await make()
    const store = await under.open()
    try {
      await body({ store, under })
      const { problems } = await under.inspect(store)
      assert.deepEqual(problems, [])
    } finally {
      await store.close()
      await under.remove()
    }
  })
}

/** All pages of a listing: `next` gives the page after an entry, until one is empty. */
export async function allPages<T>(
  next: (last: T | undefined) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = []
  for (;;) {
    const page = await next(all.at(-1))
    if (page.length === 0) return all
    all.push(...page)
  }
}
