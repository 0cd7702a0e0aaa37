/** Definitions that were changed at random: reading them ends in a machine or in diagnostics, never in an exception. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compileMachine } from './compile-machine.ts'
import { drawGraph, printSvg, readGraph } from './graph/index.ts'
import { outlineOf } from './outline.ts'
import { readDefinition } from './read-definition.ts'
import { readText } from './syntax/read-text.ts'

type Value = null | boolean | number | string | Value[] | { [key: string]: Value }

const definitions = ['sound-definition.asl.json', 'sound-jsonata.asl.json'].map(
  (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Value,
)

/** Every object and list in a value. */
function holders(value: Value): (Value[] | { [key: string]: Value })[] {
  if (value === null || typeof value !== 'object') return []
  return [value, ...Object.values(value).flatMap(holders)]
}

const values: readonly Value[] = [
  null,
  true,
  0,
  -1,
  1.5,
  '',
  '$',
  '$.a',
  '$$.b',
  '$x',
  '$[',
  "States.Format('{}', $.a)",
  'States.Nothing()',
  '{% $states.input %}',
  '{% $states.result %}',
  '{% x %}',
  '{% ( %}',
  '{%',
  '${Name}',
  [],
  {},
  ['$.a'],
  { 'a.$': '$.a' },
  { 'a.$': 1 },
  'DISTRIBUTED',
  'JSONPath',
  'JSONata',
  'Task',
  'Map',
  'Choice',
  'Work',
  'Refused',
]

const names = [
  'Type',
  'Next',
  'End',
  'QueryLanguage',
  'Assign',
  'Output',
  'Arguments',
  'Items',
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'ProcessorConfig',
  'Mode',
  'Parameters',
  'ResultPath',
  'Condition',
  'Variable',
  'Credentials',
  'Seconds',
  'Timestamp',
  'Label',
  'ReaderConfig',
  'WriterConfig',
  'Branches',
  'States',
  'StartAt',
  'ItemProcessor',
  'Catch',
  'Retry',
  'Choices',
  'Default',
  'Error',
]

const change = fc.record({
  at: fc.nat(10_000),
  member: fc.nat(10_000),
  kind: fc.constantFrom('remove', 'replace', 'add' as const),
  name: fc.constantFrom(...names),
  value: fc.constantFrom(...values),
})

function changed(
  definition: Value,
  changes: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[],
): string {
  const copy = structuredClone(definition)
  for (const { at, member, kind, name, value } of changes) {
    const all = holders(copy)
    const holder = all[at % all.length] as { [key: string]: Value }
    const keys = Object.keys(holder)
    const key = kind === 'add' ? name : keys[member % Math.max(1, keys.length)]
    if (key === undefined) continue
    if (kind === 'remove' && !Array.isArray(holder)) delete holder[key]
    else holder[key] = structuredClone(value)
  }
  return JSON.stringify(copy)
}

test('a definition that was changed anywhere is compiled or refused, and can be drawn', () => {
  let accepted = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...definitions),
      fc.array(change, { maxLength: 4 }),
      fc.constantFrom('STANDARD', 'EXPRESS' as const),
      (definition, changes, type) => {
        const text = changed(definition, changes)
        const { machine, diagnostics } = readDefinition(text, { type })
        const faults = diagnostics.filter(({ severity }) => severity === 'error')
        if (faults.length === 0) {
          accepted++
          const { source, root } = readText(text, {})
          assert.ok(compileMachine(outlineOf(source, root!, type)))
        } else assert.equal(machine, undefined)
        const { graph } = readGraph(text)
        assert.match(printSvg(drawGraph(graph!)), /<\/svg>\n$/)
      },
    ),
    { numRuns: 200 },
  )
  assert.ok(accepted > 0)
})
