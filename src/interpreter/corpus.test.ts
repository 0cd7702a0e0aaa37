/**
 * The executable corpus: what other engines' tests say comes of a definition, a state or an expression. It lies beside
 * the checkout (`../shared/corpus`) and is no part of it. Where a source differs from AWS, AWS is right, and the case is
 * in the list of exceptions.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { exceptions } from './test-corpus-exceptions.ts'
import { playCase, type CorpusFile, type Expected, type Observed } from './test-corpus.ts'

const corpus = new URL('../../../shared/corpus/executable/', import.meta.url)
const page = new URL('../../test/conformance/exceptions.md', import.meta.url)
const absent = existsSync(corpus) ? false : '../shared/corpus is absent'
const explained = new Set(exceptions.flatMap(({ cases }) => cases))

function readCorpus(): readonly (readonly [name: string, file: CorpusFile])[] {
  const rows = readFileSync(new URL('index.jsonl', corpus), 'utf8').trim().split('\n')
  return rows.map((row) => {
    const { file } = JSON.parse(row) as { file: string }
    const text = readFileSync(new URL(file, corpus), 'utf8')
    return [file.replace('.case.json', ''), JSON.parse(text) as CorpusFile]
  })
}

/** Errors by the names of their classes in aws-local-stepfunctions, where a case has no name of AWS's language. */
const errorsOfClasses: Readonly<Record<string, readonly string[]>> = {
  StatesTimeoutError: ['States.Timeout'],
  StatesResultPathMatchFailureError: ['States.ResultPathMatchFailure'],
  StatesRuntimeError: ['States.Runtime', 'States.IntrinsicFailure'],
}

/** What differs between what is expected and what came, as one sentence; undefined where nothing does. */
function difference(kind: string, expected: Expected, observed: Observed): string | undefined {
  for (const name of Object.keys(expected) as (keyof Expected)[]) {
    const same =
      name === 'error' && kind !== 'execution'
        ? failsLike(expected.error!, observed)
        : isDeepStrictEqual(expected[name], observed[name])
    if (!same) return `${name}: expected ${JSON.stringify(expected[name])} of ${JSON.stringify(observed)}`
  }
}

/** Another engine's own text for an error says only that there is one: of the language's, or a fault of the text. */
function failsLike(error: string | true, observed: Observed): boolean {
  if (observed.refused !== undefined) return true
  const names = errorsOfClasses[String(error)]
  if (names) return names.includes(observed.error!)
  return observed.error?.startsWith('States.') ?? observed.status === 'FAILED'
}

suite('the executable corpus', { skip: absent }, () => {
  test('every case gives what its source says, but for those that are explained', async (t) => {
    const differing: string[] = []
    const agreeing = new Set<string>()
    for (const [name, file] of readCorpus()) {
      for (const [index, played] of file.cases.entries()) {
        const id = `${name}#${index}`
        const found = difference(file.kind, played.expected, await playCase(file, played))
        if (found === undefined) agreeing.add(id)
        else if (!explained.has(id)) differing.push(`${id} (${played.test})\n  ${found}`)
      }
    }
    t.diagnostic(`${agreeing.size} cases of the executable corpus pass, ${explained.size} are explained`)
    assert.deepEqual(differing, [], differing.join('\n'))
    assert.deepEqual(
      [...explained].filter((id) => agreeing.has(id)),
      [],
      'an explained case passes now; take it off the list',
    )
    assert.equal(agreeing.size + explained.size, 300)
  })
})

test('the page of exceptions explains the very cases of the list', () => {
  const section = readFileSync(page, 'utf8')
    .split('\n## ')
    .find((text) => text.startsWith('Corpus: executable'))
  const onPage = [...(section ?? '').matchAll(/`([^`\s]+#\d+)`/g)].map(([, id]) => id!)
  assert.deepEqual(onPage.toSorted(), [...explained].toSorted())
})
