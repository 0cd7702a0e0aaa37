/** Writes of drafts, and that their references to shared payloads are given back. */
import { unreachable } from '#base'
import type { Draft, DraftWrite } from '../../drafts-port.ts'
import { textKind } from '../encryption/text-kind.ts'
import { sharedCharactersMin, type StoredValue } from '../record.ts'
import { deleteDraft } from '../statements/drafts/delete-draft.ts'
import { putDraftText } from '../statements/drafts/put-draft-text.ts'
import { putDraft } from '../statements/drafts/put-draft.ts'
import { selectDraft } from '../statements/drafts/select-draft.ts'
import type { WriterContext } from './apply-group.ts'

export function openDraftWriting({ codec, database, payloads, scopes }: WriterContext) {
  const put = putDraft(database)
  const putText = putDraftText(database)
  const select = selectDraft(database)
  const remove = deleteDraft(database)

  const store = ({ account, text }: Draft, number: number): StoredValue => {
    const scope = scopes.ofConfiguration(account, null)
    if (text.length > sharedCharactersMin) return payloads.refer(scope, text)
    return codec.encodeIn(scope, text, { kind: textKind.draft, owner: number })
  }

  return (write: DraftWrite): void => {
    switch (write.kind) {
      case 'putDraft': {
        payloads.releaseValue(select(write.draft.id)?.text ?? null)
        const number = put(write.draft)
        return putText(number, store(write.draft, number))
      }
      case 'deleteDraft':
        return remove(write.id).forEach(({ text }) => payloads.releaseValue(text))
      default:
        return unreachable(write)
    }
  }
}
