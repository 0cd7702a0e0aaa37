/**
 * Random requests of the API: bodies after AWS's own model with values that fit and values that do not, and bodies and
 * headers that are none.
 */
import fc from 'fast-check'
import {
  inputShape,
  kinds,
  listOf,
  membersOf,
  operations,
  resolved,
  type Schema,
  type Shape,
} from '../support/model-check.ts'

export interface RandomRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** What is there, so that requests get beyond the look-up: ARNs by the kind of their resource (`stateMachine`). */
export type Known = Readonly<Record<string, string>>

const names = ['first', 'second', 'third', 'x'.repeat(81)]

/** It waits for work for a minute. */
const waits = new Set(['GetActivityTask'])
const sent = operations.filter((operation) => !waits.has(operation))

const definitions = [
  '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}',
  '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":"{% $states.input %}","End":true}}}',
  '{"StartAt":"A","States":{"A":{"Type":"Wait","SecondsPath":"$.n","End":true}}}',
  '{"StartAt":"A","States":{}}',
  '{"StartAt":',
]

export function randomRequest(known: Known): fc.Arbitrary<RandomRequest> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...sent).chain((operation) => modelled(operation, known)) },
    { weight: 1, arbitrary: fc.record({ headers: anyHeaders, body: anyBody }) },
  )
}

function modelled(operation: string, known: Known): fc.Arbitrary<RandomRequest> {
  // What all the others need is not to be deleted.
  const named = operation.startsWith('Delete') ? renamed(known) : known
  const input = fitting(inputShape(operation), '', named)
  return fc.tuple(input, spoiling).map(([value, spoil]) => ({
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AWSStepFunctions.${operation}`,
    },
    body: spoil(Buffer.from(JSON.stringify(value))),
  }))
}

function renamed(known: Known): Known {
  return Object.fromEntries(
    Object.entries(known).map(([kind, arn]) => [kind, arn.replace(/:known$/, ':first')]),
  )
}

/** A value of the type that the model has, most of the time. */
function fitting(schema: Schema, name: string, known: Known): fc.Arbitrary<unknown> {
  const shape = resolved(schema)
  const fits = typeof shape === 'number' ? ofType(shape, name, known) : ofShape(shape, name, known)
  return fc.oneof({ weight: 30, arbitrary: fits }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) })
}

function ofType(type: number, name: string, known: Known): fc.Arbitrary<unknown> {
  if ((type & listOf) !== 0) return fc.array(fitting(type - listOf, name, known), { maxLength: 4 })
  if (type === 0) return text(name, known)
  if (type === 2) return fc.boolean()
  return fc.oneof(fc.integer({ min: -2, max: 1100 }), fc.double({ noNaN: true, noDefaultInfinity: true }))
}

function ofShape(shape: Shape, name: string, known: Known): fc.Arbitrary<unknown> {
  if (shape[0] === kinds.simple) return fitting(shape[4], name, known)
  if (shape[0] === kinds.list) return fc.array(fitting(shape[4], name, known), { maxLength: 4 })
  const members = membersOf(shape).map(
    ([member, of, isRequired]) => [member, there(fitting(of, member, known), isRequired ? 40 : 1)] as const,
  )
  return fc.record(Object.fromEntries(members))
}

/** The value `times` as often as none, which JSON leaves out; what is not required is there one time in three. */
function there(value: fc.Arbitrary<unknown>, times: number): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: times * 2, arbitrary: value },
    { weight: times > 1 ? 1 : 4, arbitrary: fc.constant(undefined) },
  )
}

function text(name: string, known: Known): fc.Arbitrary<string> {
  const any = fc.oneof(fc.string({ maxLength: 90 }), fc.string({ unit: 'binary', maxLength: 20 }))
  const likely = likelyTexts(name, known)
  return likely.length === 0
    ? any
    : fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...likely) }, { weight: 1, arbitrary: any })
}

function likelyTexts(name: string, known: Known): readonly string[] {
  if (/definition/i.test(name)) return definitions
  const [, kind] = /^(.*)Arn$/.exec(name) ?? []
  if (kind === 'role') return ['arn:aws:iam::000000000000:role/r']
  if (kind !== undefined) return known[kind] === undefined ? Object.values(known) : [known[kind]]
  return texts[name] ?? []
}

const texts: Readonly<Record<string, readonly string[]>> = {
  name: names,
  input: ['{}', '{"n":1}', '[1,'],
  output: ['{}', '"text"'],
  type: ['STANDARD', 'EXPRESS', 'OTHER'],
  statusFilter: ['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED'],
  level: ['ALL', 'ERROR', 'OFF'],
  inspectionLevel: ['INFO', 'DEBUG', 'TRACE'],
  description: ['what it is for'],
  versionDescription: ['what it is for'],
  error: ['Failed'],
  cause: ['it had to'],
  key: ['team', 'aws:team'],
  value: ['orders'],
  tagKeys: ['team'],
  traceHeader: ['Root=1-5759e988-bd862e3fe1be46a994272793'],
  includedData: ['ALL_DATA', 'METADATA_ONLY'],
}

const anyHeaders = fc
  .dictionary(
    fc.constantFrom(
      'content-type',
      'x-amz-target',
      'authorization',
      'x-amz-date',
      'host',
      'origin',
      'x-amzn-trace-id',
    ),
    fc.string({ maxLength: 60 }).map((value) => value.replaceAll(/[^\x20-\x7e]/g, '')),
  )
  .map((headers) => ({ ...headers }))

const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`

const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map((json) => Buffer.from(json)),
  fc
    .constantFrom('', 'null', '[]', '"x"', deep, `{"input":${JSON.stringify('x'.repeat(1_100_000))}}`)
    .map((body) => Buffer.from(body)),
)

type Spoil = (body: Buffer) => Uint8Array

/** Most bodies stay as they are; some are cut, or have a byte that is no UTF-8. */
const spoiling: fc.Arbitrary<Spoil> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Spoil>((body) => body) },
  {
    weight: 1,
    arbitrary: fc.nat().map(
      (at): Spoil =>
        (body) =>
          body.subarray(0, at % (body.length + 1)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat().map((at): Spoil => (body) => {
      const spoilt = Buffer.from(body)
      spoilt[at % spoilt.length] = 0xff
      return spoilt
    }),
  },
)
