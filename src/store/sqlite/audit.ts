/**
 * Looks for rows that contradict each other in a store.
 *
 * It recounts what the store keeps count of, by reading everything: for tests (contract, power loss, crashes), where
 * it finds a reference that was never given back or a group that was written in part.
 */
import { DatabaseSync } from 'node:sqlite'
import { readVersion } from './connection/migrate.ts'
import { storeFile } from './connection/store-files.ts'
import { sharedIn } from './record.ts'
import { selectCounters } from './statements/meta/select-counters.ts'
import { statuses } from './wire/operation.ts'

export interface StoreAudit {
  /** One sentence for each contradiction; none in a sound store. */
  readonly problems: readonly string[]
  /** How many payloads are kept apart from the rows that name them. */
  readonly sharedPayloads: number
}

export function auditStore(directory: string): StoreAudit {
  const file = storeFile(directory)
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    // A process that ends while it makes a store leaves an empty file, which is a sound store without anything.
    if (readVersion(database, file) === 0) return { problems: [], sharedPayloads: 0 }
    database.exec('BEGIN')
    return auditDatabase(database)
  } finally {
    database.close()
  }
}

/** The same of a connection that is open, for a store that is open too. */
export function auditDatabase(database: DatabaseSync): StoreAudit {
  return {
    problems: [
      ...damage(database),
      ...wrongReferences(database),
      ...wrongCounters(database),
      ...wrongMapRunCounts(database),
      ...orphans(database),
      ...historyGaps(database),
    ],
    sharedPayloads: count(database, 'SELECT count(*) AS n FROM payloads'),
  }
}

function damage(database: DatabaseSync): readonly string[] {
  const rows = database.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[]
  return rows.map((row) => row.integrity_check).filter((found) => found !== 'ok')
}

const layoutTables = ['history', 'frames', 'visits', 'items', 'inbox', 'map_runs']

function wrongReferences(database: DatabaseSync): readonly string[] {
  const expected = new Map<number, number>()
  const refer = (payloadId: number) => expected.set(payloadId, (expected.get(payloadId) ?? 0) + 1)
  for (const table of layoutTables) {
    for (const row of database.prepare(`SELECT layout FROM ${table} WHERE layout GLOB '*#*'`).iterate()) {
      sharedIn((row as { layout: string }).layout).forEach(refer)
    }
  }
  for (const value of storedNumbers(database)) refer(value)
  const problems: string[] = []
  for (const row of database.prepare('SELECT id, reference_count AS found FROM payloads').iterate()) {
    const { id, found } = row as { id: number; found: number }
    const named = expected.get(id) ?? 0
    if (named !== found)
      problems.push(`payload ${id} counts ${found} references, but rows name it ${named} times`)
    expected.delete(id)
  }
  for (const id of expected.keys()) problems.push(`payload ${id} is named by a row, but it is not stored`)
  return problems
}

// Columns that hold a text or the id of a payload.
function storedNumbers(database: DatabaseSync): readonly number[] {
  const column = (table: string, name: string) =>
    `SELECT ${name} AS value FROM ${table} WHERE typeof(${name}) IN ('integer', 'real')`
  const columns = [
    column('executions', 'input'),
    column('executions', 'output'),
    column('executions', 'cause'),
    column('revisions', 'definition'),
    column('deliveries', 'event'),
    column('drafts', 'text'),
  ]
  const rows = database.prepare(columns.join(' UNION ALL ')).all() as { value: number }[]
  return rows.map(({ value }) => value)
}

function wrongCounters(database: DatabaseSync): readonly string[] {
  const counters = selectCounters(database)()
  const problems = statuses.flatMap((name, status) => {
    const found = count(database, `SELECT count(*) AS n FROM executions WHERE status = ${status}`)
    return found === counters[name]
      ? []
      : [`${found} executions are ${name}, but the counter says ${counters[name]}`]
  })
  const highest = count(database, 'SELECT coalesce(max(id), 0) AS n FROM executions')
  if (highest > counters.executionId)
    problems.push(`execution ${highest} is above the counter ${counters.executionId}`)
  return problems
}

// The counts of children and items, by status, beside what the children's rows say.
function wrongMapRunCounts(database: DatabaseSync): readonly string[] {
  const columns = ['running', 'succeeded', 'failed', 'timed_out', 'aborted']
  const counted = columns.flatMap((name, status) => [
    `r.${name} <> (SELECT count(*) FROM executions e WHERE e.map_run_id = r.id AND e.status = ${status})`,
    `r.items_${name} <> (SELECT coalesce(sum(item_count), 0) FROM executions e WHERE e.map_run_id = r.id AND e.status = ${status})`,
  ])
  // Children that are kept no longer were counted all the same, and only once the Map Run was over.
  const sql = `SELECT id FROM map_runs r WHERE status = 0 AND (${counted.join(' OR ')})`
  const rows = database.prepare(sql).all() as { id: number }[]
  return rows.map(({ id }) => `Map Run ${id} counts its children or their items wrong`)
}

const orphanQueries = {
  'frames without a visit':
    'SELECT count(*) AS n FROM frames f LEFT JOIN visits v USING (execution_id, frame_id) WHERE v.body IS NULL',
  'visits without a frame':
    'SELECT count(*) AS n FROM visits v LEFT JOIN frames f USING (execution_id, frame_id) WHERE f.body IS NULL',
  'items without a frame':
    'SELECT count(*) AS n FROM items i LEFT JOIN frames f USING (execution_id, frame_id) WHERE f.body IS NULL',
  'frames of executions that have succeeded or are not there':
    'SELECT count(*) AS n FROM frames f LEFT JOIN executions e ON e.id = f.execution_id WHERE e.status IS NULL OR e.status = 1',
  'frames of closed executions that wait for something':
    'SELECT count(*) AS n FROM frames f JOIN executions e ON e.id = f.execution_id WHERE e.status <> 0 AND coalesce(f.due_at, f.pending, f.queued_at) IS NOT NULL',
  'chunks of history without an execution':
    'SELECT count(*) AS n FROM history h LEFT JOIN executions e ON e.id = h.execution_id WHERE e.id IS NULL',
  'children without a Map Run':
    'SELECT count(*) AS n FROM executions e LEFT JOIN map_runs r ON r.id = e.map_run_id WHERE e.map_run_id IS NOT NULL AND r.id IS NULL',
  'running Map Runs without an execution':
    'SELECT count(*) AS n FROM map_runs r LEFT JOIN executions e ON e.id = r.execution_id WHERE r.status = 0 AND e.id IS NULL',
  'versions without their revision':
    'SELECT count(*) AS n FROM versions v LEFT JOIN revisions r ON r.number = v.revision AND r.machine_id = v.machine_id WHERE r.number IS NULL',
  'versions above the highest number of their state machine':
    'SELECT count(*) AS n FROM versions v LEFT JOIN machines m ON m.id = v.machine_id WHERE v.number > coalesce(m.last_version, 0)',
  'aliases of a version that is not there': `SELECT count(*) AS n FROM aliases a WHERE NOT EXISTS (
       SELECT 1 FROM versions v WHERE v.machine_id = a.machine_id AND v.number = a.version)
     OR a.second_version IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM versions v WHERE v.machine_id = a.machine_id AND v.number = a.second_version)`,
  'executions without a state machine':
    'SELECT count(*) AS n FROM executions e LEFT JOIN machines m ON m.id = e.machine_id WHERE m.id IS NULL',
  'values of searches without an execution':
    'SELECT count(*) AS n FROM search_values v LEFT JOIN executions e ON e.id = v.execution_id WHERE e.id IS NULL',
  'values of searches without their field':
    'SELECT count(*) AS n FROM search_values v LEFT JOIN search_fields f ON f.id = v.field_id WHERE f.id IS NULL',
  'executions started outside the times of their block': `SELECT count(*) AS n FROM executions e LEFT JOIN start_blocks b ON b.block = e.id >> 10
     WHERE b.block IS NULL OR e.started_at < b.earliest OR e.started_at > b.latest`,
  'payloads without content':
    'SELECT count(*) AS n FROM payloads p LEFT JOIN payload_contents c ON c.payload_id = p.id WHERE c.payload_id IS NULL',
  'contents without a payload':
    'SELECT count(*) AS n FROM payload_contents c LEFT JOIN payloads p ON p.id = c.payload_id WHERE p.id IS NULL',
}

function orphans(database: DatabaseSync): readonly string[] {
  return Object.entries(orphanQueries).flatMap(([what, sql]) => {
    const found = count(database, sql)
    return found === 0 ? [] : [`${found} ${what}`]
  })
}

// The chunks of an execution follow each other: nothing of its history was lost or written twice.
function historyGaps(database: DatabaseSync): readonly string[] {
  const gaps = count(
    database,
    `SELECT count(*) AS n FROM (
       SELECT first_event_id, lag(last_event_id, 1, 0) OVER (PARTITION BY execution_id ORDER BY first_event_id) AS last
       FROM history)
     WHERE first_event_id <> last + 1`,
  )
  return gaps === 0 ? [] : [`${gaps} chunks of history do not follow the one before`]
}

function count(database: DatabaseSync, sql: string): number {
  return (database.prepare(sql).get() as { n: number }).n
}
