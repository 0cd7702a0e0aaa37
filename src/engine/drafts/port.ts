/** The part of the engine's door about drafts of definitions. */
import type { Namespace } from '#base'
import type { Draft, DraftSummary, MachineRecord } from '#store'
import type { CreateMachineRefused, UpdateMachineRefused } from '../port.ts'

export interface Drafts {
  create(
    request: NewDraftRequest,
  ): Promise<{ readonly draft: Draft } | { readonly refused: 'too-many-drafts' }>
  /** What is left out stays as it is. */
  change(request: ChangeDraft): Promise<{ readonly draft: Draft } | DraftRefused>
  draft(at: Namespace, id: string): Promise<Draft | undefined>
  /** All of an account and region, the one that was changed last first. */
  list(at: Namespace): Promise<readonly DraftSummary[]>
  /** Deleting what is not there succeeds. */
  delete(request: DraftEdition): Promise<'done' | OtherEdition>
  /** Makes the draft a state machine, or changes the one that it is for; the draft is gone then. */
  publish(request: PublishDraft): Promise<{ readonly machine: MachineRecord } | PublishDraftRefused>
}

export interface NewDraftRequest extends Namespace {
  readonly title: string
  readonly text: string
  /** Who writes it. */
  readonly author: string
  /** The state machine that it is to change, with its revision as the author has seen it; none for a new one. */
  readonly base?: MachineRecord
}

/** A draft as the caller has seen it: refused where it has changed since. Any edition where none is given. */
export interface DraftEdition extends Namespace {
  readonly id: string
  readonly edition?: number
}

export interface ChangeDraft extends DraftEdition {
  readonly title?: string
  readonly text?: string
  readonly author: string
  /** The revision that the author has taken in meanwhile. */
  readonly base?: MachineRecord
}

export type DraftRefused = { readonly refused: 'unknown-draft' } | OtherEdition

export interface OtherEdition {
  readonly refused: 'other-edition'
  readonly draft: Draft
}

export interface PublishDraft extends DraftEdition {
  /** For a new state machine. */
  readonly create?: {
    readonly name: string
    readonly roleArn: string
    readonly type: 'STANDARD' | 'EXPRESS'
    readonly configuration: string
  }
}

export type PublishDraftRefused =
  | DraftRefused
  /** The state machine has changed since the draft was begun: the draft, and what is current. */
  | { readonly refused: 'other-base'; readonly draft: Draft; readonly machine: MachineRecord }
  /** A new state machine needs its name, and an existing one has it. */
  | { readonly refused: 'nothing-to-create' | 'nothing-to-name' }
  | UpdateMachineRefused
  | CreateMachineRefused
