/**
 * The suite that every store passes: what the port promises, asked of a real one.
 *
 * A store's own tests call `storeContract` with a way to open it; every test works on a store of its own, and after
 * each the store is inspected: references are counted right, counters agree with rows, nothing is left behind.
 */
import { describe } from 'node:test'
import { testCatalog } from './contract/catalog.ts'
import { testCommits } from './contract/commits.ts'
import { testCopies } from './contract/copies.ts'
import { testDeliveries } from './contract/deliveries.ts'
import { testConnections } from './contract/connections.ts'
import { testDrafts } from './contract/drafts.ts'
import { testEventBuses } from './contract/event-buses.ts'
import { testExecutions } from './contract/executions.ts'
import { testFrames } from './contract/frames.ts'
import { testHistory } from './contract/history.ts'
import { testInbox } from './contract/inbox.ts'
import { testInterventions } from './contract/interventions.ts'
import { testMapRuns } from './contract/map-runs.ts'
import { testPayloads } from './contract/payloads.ts'
import { testRedrive } from './contract/redrive.ts'
import { testRetention } from './contract/retention.ts'
import { testSearch } from './contract/search.ts'
import { testVersions } from './contract/versions.ts'
import type { MakeStore } from './contract/store-under-test.ts'

export type { MakeStore, StoreInspection, StoreUnderTest } from './contract/store-under-test.ts'

/** Declares the suite for the stores that `make` makes. */
export function storeContract(name: string, make: MakeStore): void {
  describe(`${name} keeps the contract of a store:`, () => {
    testCommits(make)
    testExecutions(make)
    testHistory(make)
    testFrames(make)
    testInbox(make)
    testMapRuns(make)
    testPayloads(make)
    testCatalog(make)
    testVersions(make)
    testInterventions(make)
    testConnections(make)
    testDrafts(make)
    testDeliveries(make)
    testEventBuses(make)
    testRedrive(make)
    testRetention(make)
    testSearch(make)
    testCopies(make)
  })
}
