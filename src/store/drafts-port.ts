/** The part of the port about drafts: definitions that are being written and belong to no state machine yet. */
import type { Instant, Namespace } from '#base'

/** A draft's id: a UUID, made by whoever creates it. */
export type DraftId = string

/** A row of a listing: no text. */
export interface DraftSummary extends Namespace {
  readonly id: DraftId
  /** What its author calls it; empty where they call it nothing. */
  readonly title: string
  /** Who wrote it last. */
  readonly author: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
  /** Counts its changes from 1. */
  readonly edition: number
  /** The state machine that it is to change; absent for a new one. */
  readonly base?: DraftBase
}

export interface DraftBase {
  readonly stateMachineName: string
  /** The revision that its author began with, by its number in the store. */
  readonly revision: number
}

export interface Draft extends DraftSummary {
  /** Any text, valid or not. */
  readonly text: string
}

export type DraftWrite =
  | { readonly kind: 'putDraft'; readonly draft: Draft }
  /** Deleting what is not there does nothing. */
  | { readonly kind: 'deleteDraft'; readonly id: DraftId }

export interface DraftQuery extends Namespace {
  readonly limit: number
}

export interface DraftReads {
  draft(id: DraftId): Promise<Draft | undefined>
  /** The one that was changed last comes first. */
  drafts(query: DraftQuery): Promise<readonly DraftSummary[]>
  /** How many drafts an account has, in all regions. */
  countDrafts(account: string): Promise<number>
}
