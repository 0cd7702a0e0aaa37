/** Writes of searching: declared fields, their values, jobs and saved views. */
import { unreachable } from '#base'
import type { DeclaredSearchFields, SearchFieldDeclaration, SearchWrite } from '../../search-port.ts'
import { toCell } from '../search/search-cell.ts'
import { selectCounters } from '../statements/meta/select-counters.ts'
import { deleteBulkJobs } from '../statements/search/delete-bulk-jobs.ts'
import { deleteSavedView } from '../statements/search/delete-saved-view.ts'
import { deleteSearchField } from '../statements/search/delete-search-field.ts'
import { deleteSearchValues } from '../statements/search/delete-search-values.ts'
import { dropSearchField } from '../statements/search/drop-search-field.ts'
import { insertSearchField } from '../statements/search/insert-search-field.ts'
import { listSearchFields } from '../statements/search/list-search-fields.ts'
import { noteBackfill } from '../statements/search/note-backfill.ts'
import { putBulkJob } from '../statements/search/put-bulk-job.ts'
import { putSavedView } from '../statements/search/put-saved-view.ts'
import { putSearchProgress } from '../statements/search/put-search-progress.ts'
import { putSearchValue } from '../statements/search/put-search-value.ts'
import { selectCandidate } from '../statements/search/select-candidate.ts'
import type { WriterContext } from './apply-group.ts'

export function openSearchWriting(context: WriterContext) {
  const { database } = context
  const indexExecutions = openIndexing(context)
  const sweep = deleteSearchField(database)
  const putJob = putBulkJob(database)
  const deleteJobs = deleteBulkJobs(database)
  const putView = putSavedView(database)
  const deleteView = deleteSavedView(database)

  return {
    declare: openDeclaring(context),

    apply(write: SearchWrite): void {
      switch (write.kind) {
        case 'indexExecutions':
          return indexExecutions(write)
        case 'sweepSearchField':
          return sweep(write.fieldId, write.limit)
        case 'putBulkJob':
          return putJob(write.job)
        case 'deleteBulkJobs':
          return deleteJobs(write.endedBefore, write.limit)
        case 'putSavedView':
          return putView(write.view)
        case 'deleteSavedView':
          return deleteView(write.account, write.id)
        default:
          return unreachable(write)
      }
    },
  }
}

function openIndexing({ database }: WriterContext) {
  const exists = selectCandidate(database)
  const clear = deleteSearchValues(database)
  const put = putSearchValue(database)
  const progress = putSearchProgress(database)
  const note = noteBackfill(database)
  return (write: SearchWrite & { readonly kind: 'indexExecutions' }): void => {
    for (const { executionId, values, replaces } of write.executions) {
      // It may have been deleted since it was read; then nothing would delete its values.
      if (!exists(executionId)) continue
      if (replaces) clear(executionId)
      for (const [fieldId, value] of values) put(executionId, fieldId, toCell(value))
    }
    if (write.position) progress.move(write.position)
    if (write.backfilled) note(write.backfilled.machineId, write.backfilled.before)
  }
}

function openDeclaring({ database, tally }: WriterContext) {
  const list = listSearchFields(database)
  const counters = selectCounters(database)
  const insert = insertSearchField(database)
  const drop = dropSearchField(database)
  const progress = putSearchProgress(database)
  return ({ machineId, fields, isHashed }: DeclaredSearchFields): void => {
    const before = list(machineId).filter((row) => row.isDropped === 0)
    const isSame = (row: { source: string; path: string }) => (field: SearchFieldDeclaration) =>
      field.source === row.source && field.path === row.path
    const kept = before.filter((row) => fields.some(isSame(row)) && (row.isHashed === 1) === isHashed)
    for (const row of before) if (!kept.includes(row)) drop(row.id)
    const added = fields.filter((field) => !kept.some((row) => isSame(row)(field)))
    // Nobody has followed the executions while nothing was declared.
    if (added.length > 0 && list().every((row) => row.isDropped === 1)) progress.toNewest()
    const newest = Math.max(counters().executionId, tally.highestUsed('executionId'))
    for (const { source, path } of added)
      insert({ machineId, source, path, isHashed: isHashed ? 1 : 0, before: newest + 1 })
  }
}
