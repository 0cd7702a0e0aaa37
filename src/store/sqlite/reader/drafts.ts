/** Answers questions about drafts. */
import type { DatabaseSync } from 'node:sqlite'
import type { DraftSummary } from '../../drafts-port.ts'
import { textKind } from '../encryption/text-kind.ts'
import { countDrafts } from '../statements/drafts/count-drafts.ts'
import type { DraftRow } from '../statements/drafts/draft-columns.ts'
import { listDrafts } from '../statements/drafts/list-drafts.ts'
import { selectDraft } from '../statements/drafts/select-draft.ts'
import type { Reads } from '../wire/messages.ts'
import type { StoredTexts } from './stored-texts.ts'

type Names = 'draft' | 'drafts' | 'countDrafts'

export function openDraftReads(database: DatabaseSync, texts: StoredTexts): Pick<Reads, Names> {
  const select = selectDraft(database)
  const list = listDrafts(database)

  return {
    draft(id) {
      const found = select(id)
      if (!found) return undefined
      const { text, number, ...row } = found
      return { ...toSummary(row), text: texts.value(text, textKind.draft, number) }
    },
    drafts: (query) => list(query).map(toSummary),
    countDrafts: countDrafts(database),
  }
}

function toSummary({ baseName, baseRevision, ...row }: DraftRow): DraftSummary {
  if (baseName === null || baseRevision === null) return row
  return { ...row, base: { stateMachineName: baseName, revision: baseRevision } }
}
