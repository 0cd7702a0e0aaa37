/**
 * Every column that holds sealed texts: what the rewriting of old texts walks over, and what the audit looks at.
 *
 * A table whose texts are of accounts rather than of executions says so. New tables are appended at the end.
 */
import { textKind, type TextKind } from './text-kind.ts'

export interface SealedTable {
  readonly table: string
  /** Its primary key: integers, in their order. */
  readonly key: readonly string[]
  /** Whose a row is: what the texts are bound to, and whose scope they have. */
  readonly owner: { readonly execution: string } | { readonly account: string } | { readonly machine: string }
  /** The id that the texts are bound to; the column of the execution where it is left out, 0 where there is none. */
  readonly boundTo?: string
  readonly texts: readonly SealedColumn[]
}

export interface SealedColumn {
  readonly column: string
  readonly kind: TextKind
  /** The column names shared payloads in itself (a number) or in the row's `layout`. */
  readonly names?: 'payload' | 'layout'
  /** Where a plain text lies instead: that column of type TEXT is emptied. */
  readonly plain?: { readonly column: string; readonly empty: "''" | 'NULL' }
  /** The column that has the text's hash once it is sealed, so that it can be searched for. */
  readonly hash?: string
}

const body = (kind: TextKind): SealedColumn => ({ column: 'body', kind, names: 'layout' })

export const sealedTables: readonly SealedTable[] = [
  {
    table: 'executions',
    key: ['id'],
    owner: { execution: 'id' },
    texts: [
      { column: 'input', kind: textKind.input, names: 'payload' },
      { column: 'output', kind: textKind.output, names: 'payload' },
      { column: 'cause', kind: textKind.cause, names: 'payload' },
      {
        column: 'error_sealed',
        kind: textKind.error,
        plain: { column: 'error', empty: 'NULL' },
        hash: 'error_hash',
      },
    ],
  },
  {
    table: 'frames',
    key: ['execution_id', 'frame_id'],
    owner: { execution: 'execution_id' },
    texts: [body(textKind.progress)],
  },
  {
    table: 'visits',
    key: ['execution_id', 'frame_id'],
    owner: { execution: 'execution_id' },
    texts: [body(textKind.visit)],
  },
  {
    table: 'items',
    key: ['execution_id', 'frame_id', 'chunk'],
    owner: { execution: 'execution_id' },
    texts: [body(textKind.items)],
  },
  {
    table: 'inbox',
    key: ['sequence'],
    owner: { execution: 'execution_id' },
    texts: [body(textKind.message)],
  },
  {
    table: 'map_runs',
    key: ['id'],
    owner: { execution: 'execution_id' },
    texts: [
      body(textKind.mapRunJob),
      {
        column: 'progress_sealed',
        kind: textKind.mapRunProgress,
        plain: { column: 'progress', empty: "''" },
      },
    ],
  },
  {
    table: 'revisions',
    key: ['number'],
    owner: { machine: 'machine_id' },
    boundTo: 'number',
    texts: [{ column: 'definition', kind: textKind.definition, names: 'payload' }],
  },
  {
    table: 'history',
    key: ['key'],
    owner: { execution: 'execution_id' },
    texts: [body(textKind.history)],
  },
  {
    table: 'deliveries',
    key: ['id'],
    owner: { account: 'account' },
    texts: [{ column: 'event', kind: textKind.event, names: 'payload' }],
  },
  {
    table: 'drafts',
    key: ['number'],
    owner: { account: 'account' },
    boundTo: 'number',
    texts: [{ column: 'text', kind: textKind.draft, names: 'payload' }],
  },
  {
    table: 'connections',
    key: ['number'],
    owner: { account: 'account' },
    boundTo: 'number',
    texts: [{ column: 'settings', kind: textKind.connection }],
  },
]
