/** Answers questions of searching: the index and its progress, searches, jobs and saved views. */
import type { DatabaseSync } from 'node:sqlite'
import type {
  BulkJobRecord,
  FoundExecution,
  SearchBackfillQuery,
  SearchChanges,
  SearchChangesQuery,
  SearchFieldRecord,
  SearchSource,
} from '../../search-port.ts'
import { textKind } from '../encryption/text-kind.ts'
import { openSearch } from '../search/search.ts'
import { fromCell } from '../search/search-cell.ts'
import { selectExecution } from '../statements/executions/select-execution.ts'
import { listExecutionIds } from '../statements/search/list-execution-ids.ts'
import { listBulkJobs, type BulkJobRow } from '../statements/search/list-bulk-jobs.ts'
import { listHistoryKeys } from '../statements/search/list-history-keys.ts'
import { listSavedViews } from '../statements/search/list-saved-views.ts'
import { listSearchFields, type SearchFieldRow } from '../statements/search/list-search-fields.ts'
import { selectSearchProgress } from '../statements/search/select-search-progress.ts'
import { selectSearchSource, type SearchSourceRow } from '../statements/search/select-search-source.ts'
import { selectSearchValues } from '../statements/search/select-search-values.ts'
import type { Reads } from '../wire/messages.ts'
import { toSummary } from './executions.ts'
import { present } from './present.ts'
import type { StoredTexts } from './stored-texts.ts'

type Names =
  | 'searchProgress'
  | 'searchChanges'
  | 'searchBackfill'
  | 'searchFields'
  | 'search'
  | 'bulkJob'
  | 'bulkJobs'
  | 'openBulkJobs'
  | 'savedView'
  | 'savedViews'

export function openSearchReads(database: DatabaseSync, texts: StoredTexts): Pick<Reads, Names> {
  const search = openSearch(database)
  const found = openFound(database, texts)
  const jobs = listBulkJobs(database)
  const views = listSavedViews(database)
  return {
    ...openIndexReads(database, texts),
    search(query) {
      const { ids, ...page } = search(query)
      return { ...page, executions: ids.map(found) }
    },
    bulkJob(id) {
      const row = jobs.one(id)
      return row && toJob(row)
    },
    // Every id is below this text: they are UUIDs.
    bulkJobs: (at, limit, before = 'g') => jobs.all(at, { before, limit }).map(toJob),
    openBulkJobs: () => jobs.open().map(toJob),
    savedView: (account, id) => views.one(account, id),
    savedViews: (account) => views.all(account),
  }
}

type IndexNames = 'searchProgress' | 'searchChanges' | 'searchBackfill' | 'searchFields'

function openIndexReads(database: DatabaseSync, texts: StoredTexts): Pick<Reads, IndexNames> {
  const progress = selectSearchProgress(database)
  const fields = listSearchFields(database)
  const keys = listHistoryKeys(database)
  const ids = listExecutionIds(database)
  const sources = openSources(database, texts)
  const allFields = () => fields().map(toField)
  return {
    searchProgress: progress,
    searchFields: (machineId) => fields(machineId).map(toField),

    searchChanges(query: SearchChangesQuery): SearchChanges {
      const declared = allFields()
      const read = sources(declared, query)
      const seen = new Set<number>()
      const found: SearchSource[] = []
      const from = progress().position
      let to = from
      for (const { key, executionId } of keys(from, query.limit)) {
        to = key
        if (seen.has(executionId)) continue
        seen.add(executionId)
        const source = read.of(executionId)
        if (source) found.push(source)
        if (read.characters > query.charactersMax) break
      }
      return { sources: found, from, to, fields: declared }
    },

    searchBackfill(query: SearchBackfillQuery): readonly SearchSource[] {
      const { machineId, before, limit, charactersMax } = query
      const read = sources(allFields(), query)
      const found: SearchSource[] = []
      for (const { id } of ids(machineId, before, limit)) {
        const source = read.of(id)
        if (source) found.push(source)
        if (read.characters > charactersMax) break
      }
      return found
    },
  }
}

// Reads the documents that fields are in, and counts their characters.
function openSources(database: DatabaseSync, texts: StoredTexts) {
  const select = selectSearchSource(database)
  return (
    fields: readonly SearchFieldRecord[],
    { documentCharactersMax }: Pick<SearchChangesQuery, 'documentCharactersMax'>,
  ) => {
    const wanted = new Set(
      fields.flatMap(({ machineId, source, isDropped }) => (isDropped ? [] : [`${machineId}/${source}`])),
    )
    const machines = new Set(fields.flatMap(({ machineId, isDropped }) => (isDropped ? [] : [machineId])))
    const read = {
      characters: 0,
      of(id: number): SearchSource | undefined {
        const row = select(id)
        if (!row || !machines.has(row.machineId)) return undefined
        const { executionId, machineId, redriveCount } = row
        const documents = { input: document(row, 'input'), output: document(row, 'output') }
        return { executionId, machineId, redriveCount, ...present(documents) }
      },
    }
    const document = (row: SearchSourceRow, source: 'input' | 'output'): string | null => {
      const stored = row[source]
      if (stored === null || !wanted.has(`${row.machineId}/${source}`)) return null
      const text = texts.value(stored, textKind[source], row.executionId)
      read.characters += text.length
      return text.length > documentCharactersMax ? null : text
    }
    return read
  }
}

function openFound(database: DatabaseSync, texts: StoredTexts) {
  const select = selectExecution(database)
  const values = selectSearchValues(database)
  return (id: number): FoundExecution => {
    const { input: _input, output: _output, cause: _cause, traceHeader: _trace, ...row } = select(id)!
    const { error, errorSealed, redriveTokens: _tokens, ...summary } = row
    const name = errorSealed === null ? error : texts.value(errorSealed, textKind.error, id)
    return {
      ...toSummary(summary),
      ...present({ error: name }),
      values: values(id).flatMap(({ fieldId, value: cell }) => {
        const value = fromCell(cell)
        return value === undefined ? [] : [[Number(fieldId), value] as const]
      }),
    }
  }
}

function toField(row: SearchFieldRow): SearchFieldRecord {
  const { id, machineId, source, path, isHashed, backfillFrom, backfillBefore, isDropped } = row
  return {
    id,
    machineId,
    source,
    path,
    backfillFrom,
    isHashed: isHashed === 1,
    isDropped: isDropped === 1,
    ...present({ backfillBefore }),
  }
}

function toJob({ endedAt, ...job }: BulkJobRow): BulkJobRecord {
  return { ...job, ...present({ endedAt }) }
}
