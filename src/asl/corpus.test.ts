/**
 * Definitions of other people: those that a validator or AWS itself was asked about, and those that are in use. The corpus
 * lies beside the checkout (`../shared/corpus`) and is no part of it.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import type { Diagnostic } from './diagnostic.ts'
import { drawGraph, printDot, printMermaid, printSvg, readGraph } from './graph/index.ts'
import { readDefinition } from './read-definition.ts'

const corpus = new URL('../../../shared/corpus/', import.meta.url)
const exceptions = new URL('../../test/conformance/exceptions.md', import.meta.url)
const absent = existsSync(corpus) ? false : '../shared/corpus is absent'

interface Row {
  readonly file: string
  readonly label?: 'valid' | 'invalid' | 'disputed'
  readonly type?: 'STANDARD' | 'EXPRESS'
  readonly malformed?: boolean
  readonly verdicts?: readonly { readonly authority: string; readonly label: string }[]
}

const rowsOf = (folder: string): readonly Row[] =>
  readFileSync(new URL(`${folder}/index.jsonl`, corpus), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)

const isFault = ({ severity }: Diagnostic): boolean => severity === 'error'

const errorsOf = (text: string, { file, type }: Row): readonly Diagnostic[] =>
  readDefinition(text, {
    ...(type ? { type } : {}),
    format: file.endsWith('.yaml') ? 'yaml' : 'json',
  }).diagnostics.filter(isFault)

/** What a deployment tool fills in is filled in, with its own name, so that different things stay different. */
const filledIn = (text: string): string =>
  text.replace(/[$#]\{([^}"]*)\}/g, (_, name: string) => name.replaceAll(/[^A-Za-z0-9_-]/g, '') || 'X')

/** The names of files that the list of exceptions explains. */
function explained(): ReadonlySet<string> {
  return new Set(
    [...readFileSync(exceptions, 'utf8').matchAll(/`([^`\s]+\.asl\.(?:json|yaml))`/g)].map(
      ([, name]) => name!,
    ),
  )
}

suite('the corpus', { skip: absent }, () => {
  test('every label is agreed with, or the disagreement is explained', (t) => {
    const known = explained()
    const rows = rowsOf('validity').filter(({ label }) => label !== 'disputed')
    const differing = rows.filter((row) => {
      const errors = errorsOf(readFileSync(new URL(`validity/${row.file}`, corpus), 'utf8'), row)
      return (errors.length > 0 ? 'invalid' : 'valid') !== row.label
    })
    t.diagnostic(`${rows.length - differing.length} of ${rows.length} labels are agreed with`)
    assert.deepEqual(
      differing.map(({ file }) => file).filter((file) => !known.has(file)),
      [],
    )
  })

  test('what AWS was recorded to take is taken, and what it refused is refused', (t) => {
    // The recording has the word activity_arn where the ARN was; a bare word is a local function here.
    const lostInRecording = 'TestSfnApiExpress_test_illegal_activity_task'
    let judged = 0
    for (const row of rowsOf('validity')) {
      const verdicts = (row.verdicts ?? []).filter(({ authority }) => authority.startsWith('aws '))
      if (verdicts.length === 0 || row.file.includes(lostInRecording)) continue
      judged++
      const errors = errorsOf(readFileSync(new URL(`validity/${row.file}`, corpus), 'utf8'), row)
      const found = `${row.file}: ${errors.map(({ message, pointer }) => `${message} at ${pointer}`).join('; ')}`
      for (const { label } of verdicts) assert.equal(errors.length > 0 ? 'invalid' : 'valid', label, found)
    }
    t.diagnostic(`${judged} definitions with a verdict of AWS agree`)
    assert.ok(judged >= 160)
  })

  test('definitions in use are accepted, but for those whose error is explained', (t) => {
    const known = explained()
    const rows = rowsOf('real').filter(({ malformed }) => !malformed)
    const refused = rows.flatMap((row) => {
      const errors = errorsOf(filledIn(readFileSync(new URL(`real/${row.file}`, corpus), 'utf8')), row)
      return errors.length === 0 ? [] : [row.file]
    })
    t.diagnostic(`${rows.length - refused.length} of ${rows.length} definitions in use are accepted`)
    assert.deepEqual(
      refused.filter((file) => !known.has(file)),
      [],
    )
  })

  test('every definition in use can be drawn', (t) => {
    const rows = rowsOf('real')
    let states = 0
    for (const { file } of rows) {
      const { graph } = readGraph(readFileSync(new URL(`real/${file}`, corpus), 'utf8'))
      assert.ok(graph, file)
      const drawing = drawGraph(graph)
      states += drawing.boxes.length
      for (const text of [printSvg(drawing), printMermaid(graph), printDot(graph)]) {
        assert.doesNotMatch(text, /NaN|Infinity|undefined/, file)
      }
    }
    t.diagnostic(`${rows.length} definitions with ${states} states are drawn`)
  })
})
