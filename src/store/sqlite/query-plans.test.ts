/** Every question walks along an index: none reads a table from end to end, nor sorts what it finds. */
import assert from 'node:assert/strict'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { test } from 'node:test'
import { openMemory } from './connection/open-connection.ts'
import { openReads } from './reader/reads.ts'
import { openWriting } from './writer/commit.ts'

/** Statements that read tables of a fixed number of rows, or that are asked once when a store is opened. */
const exempt = [
  // A few for each account.
  /(FROM|UPDATE) data_keys( SET state = 2)?( WHERE (state = 2|purpose = 'texts'))?$/,
  /FROM counters$/,
  /UPDATE partitions SET/,
  /pragma_page_count/,
  /m.status = 'DELETING'/,
  /m.type = 'EXPRESS'/,
  // A few for each state machine that declares any.
  /FROM search_fields ORDER BY id$/,
  // Few rows, read when the server starts; and the counts of deliveries, for a scrape of the metrics.
  /FROM event_(buses|rules)\s+ORDER BY/,
  /FROM deliveries GROUP BY queue_id/,
]

test('every statement of the store is planned along an index', () => {
  const database = openMemory()
  const statements = prepared(database, () => {
    openWriting(database)
    openReads(database, '')
  })
  assert.ok(statements.length > 60, `${statements.length} statements were prepared`)
  for (const sql of statements) {
    if (exempt.some((pattern) => pattern.test(sql.trim()))) continue
    const plan = explain(database, sql)
    for (const detail of plan) {
      assert.doesNotMatch(detail, /^SCAN (?!CONSTANT|merged|\(subquery)/, `${sql}\n${plan.join('\n')}`)
      assert.doesNotMatch(detail, /TEMP B-TREE/, `${sql}\n${plan.join('\n')}`)
    }
  }
  database.close()
})

test('a scan is noticed', () => {
  const database = openMemory()
  assert.match(explain(database, 'SELECT * FROM history WHERE body = ?').join(), /^SCAN history/)
  database.close()
})

// The texts of the statements that a piece of work prepares.
function prepared(database: DatabaseSync, work: () => void): readonly string[] {
  const texts: string[] = []
  const { prepare } = database
  database.prepare = (sql: string) => {
    texts.push(sql)
    return prepare.call(database, sql)
  }
  work()
  database.prepare = prepare
  return texts.filter((sql) => /^\s*(SELECT|UPDATE|DELETE|INSERT)/.test(sql))
}

function explain(database: DatabaseSync, sql: string): readonly string[] {
  const statement = database.prepare(`EXPLAIN QUERY PLAN ${sql}`)
  const names: Record<string, SQLInputValue> = {}
  for (const name of sql.match(/:\w+/g) ?? []) names[name.slice(1)] = 1
  const positions = (sql.match(/\?/g) ?? []).map((): SQLInputValue => 1)
  const rows = Object.keys(names).length > 0 ? statement.all(names) : statement.all(...positions)
  return (rows as { detail: string }[]).map(({ detail }) => detail)
}
