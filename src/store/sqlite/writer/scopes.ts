/**
 * Whose an execution's texts are: its account, and the KMS key that its state machine names, where the store encrypts.
 *
 * Without encryption it is asked only where a turn names a large payload; with it for every text, so what was found is
 * kept: an execution never changes its account or its revision.
 */
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '#base'
import type { Keyring } from '../encryption/keyring.ts'
import { scopeOf, type Scope } from '../encryption/scope.ts'
import { executionScope, type ScopeColumns } from '../statements/encryption/execution-scope.ts'
import { revisionScope } from '../statements/encryption/revision-scope.ts'

export type Scopes = ReturnType<typeof openScopes>

/** Beyond this all are forgotten at once: those in use are soon known again. */
const knownMax = 20_000

export function openScopes(database: DatabaseSync, keyring: Keyring | undefined) {
  const ofRevision = revisionScope(database)
  const ofStored = executionScope(database)
  /** Executions that this group creates: their rows are written after their payloads. */
  let machineIds = new Map<number, number>()
  /** What they run; only where the store encrypts. */
  const revisions = new Map<number, number>()
  const known = new Map<number, Scope>()

  const toScope = (columns: ScopeColumns | undefined): Scope | undefined =>
    columns && scopeOf(columns.account, columns.kmsKeyId, keyring)

  const find = (executionId: number): Scope | undefined => {
    const machineId = machineIds.get(executionId)
    if (machineId === undefined) return toScope(ofStored(executionId))
    return toScope(ofRevision(machineId, revisions.get(executionId) ?? 0))
  }

  return {
    /** A new group begins. */
    begin(): void {
      if (machineIds.size > 0) machineIds = new Map()
      revisions.clear()
    },

    /** After a rollback. */
    forget: (): void => known.clear(),

    created(executionId: number, machineId: number, revision: number): void {
      machineIds.set(executionId, machineId)
      if (keyring !== undefined) revisions.set(executionId, revision)
    },

    ofRevision: (machineId: number, revision: number): Scope =>
      toScope(ofRevision(machineId, revision)) ?? '',

    ofConfiguration: (account: string, kmsKeyId: string | null): Scope => scopeOf(account, kmsKeyId, keyring),

    /** For payloads: an execution that names one is there. */
    ofExecution(executionId: number): Scope {
      const scope = known.get(executionId) ?? find(executionId)
      assert(
        scope !== undefined,
        `execution ${executionId} names a payload, but no state machine of it is stored`,
      )
      return scope
    },

    /** For sealed texts: a message may be for an execution that is not there (any more). */
    toSealFor(executionId: number): Scope {
      const found = known.get(executionId)
      if (found !== undefined) return found
      const scope = find(executionId)
      if (scope === undefined) return ''
      if (known.size >= knownMax) known.clear()
      known.set(executionId, scope)
      return scope
    },
  }
}
