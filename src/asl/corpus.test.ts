/**
 * Definitions of other people: those that AWS was recorded to take or refuse, and those that are in use. The corpus
 * lies beside the checkout (`../shared/corpus`) and is no part of it.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Diagnostic } from './diagnostic.ts'
import { readDefinition } from './read-definition.ts'

const corpus = new URL('../../../shared/corpus/', import.meta.url)
const absent = existsSync(corpus) ? false : '../shared/corpus is absent'

interface Row {
  readonly file: string
  readonly type?: 'STANDARD' | 'EXPRESS'
  readonly malformed?: boolean
  readonly verdicts?: readonly { readonly authority: string; readonly label: string }[]
}

const rowsOf = (folder: string): readonly Row[] =>
  readFileSync(new URL(`${folder}/index.jsonl`, corpus), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
const errorsOf = (text: string, { file, type }: Row): readonly Diagnostic[] =>
  readDefinition(text, {
    ...(type ? { type } : {}),
    format: file.endsWith('.yaml') ? 'yaml' : 'json',
  }).diagnostics.filter(({ severity }) => severity === 'error')
const isOfNextRelease = (errors: readonly Diagnostic[]): boolean =>
  errors.some(({ code }) => code === 'UNSUPPORTED_FEATURE')

/** The recording has the word activity_arn where the ARN was; a bare word is a local function here. */
const lostInRecording = 'TestSfnApiExpress_test_illegal_activity_task'

test('what AWS was recorded to take is taken, and what it refused is refused', { skip: absent }, (t) => {
  let judged = 0
  for (const row of rowsOf('validity')) {
    const verdicts = (row.verdicts ?? []).filter(({ authority }) => authority.startsWith('aws '))
    const errors = errorsOf(readFileSync(new URL(`validity/${row.file}`, corpus), 'utf8'), row)
    if (verdicts.length === 0 || isOfNextRelease(errors) || row.file.includes(lostInRecording)) continue
    judged++
    const found = `${row.file}: ${errors.map(({ message, pointer }) => `${message} at ${pointer}`).join('; ')}`
    for (const { label } of verdicts) assert.equal(errors.length > 0 ? 'invalid' : 'valid', label, found)
  }
  t.diagnostic(`${judged} definitions with a verdict of AWS agree`)
  assert.ok(judged >= 93)
})

test('definitions in use are accepted, but for those that are fragments or broken', { skip: absent }, (t) => {
  let judged = 0
  let accepted = 0
  for (const row of rowsOf('real')) {
    if (row.malformed) continue
    // What a deployment tool fills in is filled in.
    const text = readFileSync(new URL(`real/${row.file}`, corpus), 'utf8').replace(/\$\{[^}"]*\}/g, 'X')
    const errors = errorsOf(text, row)
    if (isOfNextRelease(errors)) continue
    judged++
    if (errors.length === 0) accepted++
  }
  t.diagnostic(`${accepted} of ${judged} definitions in use are accepted`)
  assert.ok(accepted >= 408)
})
