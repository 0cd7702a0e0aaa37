/**
 * Drafts of definitions: texts that are being written, valid or not, until they are published or thrown away.
 *
 * Owns: that two authors do not write over each other. A draft's edition counts its changes, and a draft for a state
 * machine knows the revision that it was begun from; what does not fit is refused with what is there instead.
 *
 * 1. One change of a draft at a time; each looks at what the one before has made of it.
 * 2. The creations of an account are taken one at a time, so that they cannot go beyond its limit together.
 */
import type { Namespace } from '#base'
import type { Draft, DraftBase, DraftSummary, MachineRecord, Store } from '#store'
import type { EngineCatalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'
import { namespaceOf } from '../starts/name-key.ts'
import { NameLocks } from '../starts/name-locks.ts'
import type { WrittenMachine } from '../port.ts'
import type {
  ChangeDraft,
  DraftEdition,
  DraftRefused,
  Drafts,
  NewDraftRequest,
  OtherEdition,
  PublishDraft,
  PublishDraftRefused,
} from './port.ts'

/** How many drafts an account may have. */
export const draftsMax = 1000

export interface DraftsOptions {
  readonly store: Store
  readonly committer: Committer
  readonly catalog: EngineCatalog
  readonly clock: Clock
}

const unknown = { refused: 'unknown-draft' } as const

export class StoredDrafts implements Drafts {
  readonly #options: DraftsOptions
  readonly #locks = new NameLocks()

  constructor(options: DraftsOptions) {
    this.#options = options
  }

  create(
    request: NewDraftRequest,
  ): Promise<{ readonly draft: Draft } | { readonly refused: 'too-many-drafts' }> {
    const { store, clock } = this.#options
    const { title, text, author, base } = request
    return this.#locks.inTurn(`account ${request.account}`, async () => {
      if ((await store.countDrafts(request.account)) >= draftsMax) return { refused: 'too-many-drafts' }
      const at = clock.now()
      const written = { title, text, author, createdAt: at, updatedAt: at, edition: 1, ...baseOf(base) }
      return this.#put({ ...namespaceOf(request), id: clock.uuid(), ...written })
    })
  }

  change(request: ChangeDraft): Promise<{ readonly draft: Draft } | DraftRefused> {
    return this.#on(request, (draft) => {
      const { title = draft.title, text = draft.text, author, base } = request
      const updatedAt = Math.max(this.#options.clock.now(), draft.updatedAt)
      const edition = draft.edition + 1
      return this.#put({ ...draft, title, text, author, updatedAt, edition, ...baseOf(base) })
    })
  }

  async draft(at: Namespace, id: string): Promise<Draft | undefined> {
    const found = await this.#options.store.draft(id)
    return found?.account === at.account && found.region === at.region ? found : undefined
  }

  list(at: Namespace): Promise<readonly DraftSummary[]> {
    return this.#options.store.drafts({ ...namespaceOf(at), limit: draftsMax })
  }

  async delete(request: DraftEdition): Promise<'done' | OtherEdition> {
    const deleted = await this.#on(request, async (draft) => {
      await this.#remove(draft)
      return 'done' as const
    })
    return deleted === 'done' || deleted.refused === 'unknown-draft' ? 'done' : deleted
  }

  publish(request: PublishDraft): Promise<{ readonly machine: MachineRecord } | PublishDraftRefused> {
    return this.#on(request, async (draft): Promise<{ machine: MachineRecord } | PublishDraftRefused> => {
      const { base } = draft
      const published = base ? await this.#update(draft, base, request) : await this.#begin(draft, request)
      if ('refused' in published) return published
      await this.#remove(draft)
      return { machine: published.machine }
    })
  }

  // -------------------------------------------------------------------------------------------------- private

  /** Does something with a draft that is as the caller has seen it. */
  #on<T>(wanted: DraftEdition, change: (draft: Draft) => Promise<T>): Promise<T | DraftRefused> {
    return this.#locks.inTurn<T | DraftRefused>(wanted.id, async () => {
      const draft = await this.draft(wanted, wanted.id)
      if (!draft) return unknown
      if (draft.edition !== (wanted.edition ?? draft.edition)) return { refused: 'other-edition', draft }
      return change(draft)
    })
  }

  async #put(draft: Draft): Promise<{ readonly draft: Draft }> {
    await this.#options.committer.commit({ kind: 'putDraft', draft })
    return { draft }
  }

  #remove({ id }: Draft): Promise<void> {
    return this.#options.committer.commit({ kind: 'deleteDraft', id })
  }

  async #update(
    draft: Draft,
    { stateMachineName: name, revision }: DraftBase,
    { create }: PublishDraft,
  ): Promise<WrittenMachine | PublishDraftRefused> {
    if (create) return { refused: 'nothing-to-name' }
    const wanted = { ...namespaceOf(draft), name, definition: draft.text }
    const updated = await this.#options.catalog.updateFrom(revision, wanted)
    const isOther = 'refused' in updated && updated.refused === 'other-revision'
    return isOther ? { refused: 'other-base', draft, machine: updated.machine } : updated
  }

  async #begin(draft: Draft, { create }: PublishDraft): Promise<WrittenMachine | PublishDraftRefused> {
    if (!create) return { refused: 'nothing-to-create' }
    const { name } = create
    // A repeated creation gives what is there; a draft that is published makes something new.
    if (await this.#options.catalog.machine(draft, name)) return { refused: 'exists' }
    return this.#options.catalog.createMachine({ ...namespaceOf(draft), ...create, definition: draft.text })
  }
}

function baseOf(machine: MachineRecord | undefined): Pick<Draft, 'base'> {
  return machine ? { base: { stateMachineName: machine.name, revision: machine.revision.number } } : {}
}
