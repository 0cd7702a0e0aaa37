import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTraceHeader, printTraceHeader, traceHeaderOfTraceparent } from './trace-header.ts'

const traceId = '5759e988bd862e3fe1be46a994272793'
const parentId = '53995c3f42cd8ad8'
const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

test('a trace header is read and written', () => {
  assert.deepEqual(parseTraceHeader(header), { traceId, parentId, sampled: true })
  assert.equal(printTraceHeader({ traceId, parentId, sampled: true }), header)
  assert.equal(printTraceHeader({ traceId }), 'Root=1-5759e988-bd862e3fe1be46a994272793')
})

test('fields may come in any order, in upper case, and beside others', () => {
  const text = `Sampled=0; Self=1-58406cf0-a006649127e371903a2de979;Parent=${parentId.toUpperCase()};Root=1-5759e988-bd862e3fe1be46a994272793`
  assert.deepEqual(parseTraceHeader(text), { traceId, parentId, sampled: false })
})

test('what cannot be read is left out', () => {
  assert.deepEqual(parseTraceHeader('Root=1'), {})
  assert.deepEqual(parseTraceHeader('Root=1-5759e988-bd862e3fe1be46a99427279;Sampled=?'), {})
  assert.deepEqual(parseTraceHeader(''), {})
})

test('a traceparent says the same', () => {
  assert.equal(traceHeaderOfTraceparent(`00-${traceId}-${parentId}-01`), header)
  assert.equal(traceHeaderOfTraceparent(`00-${traceId}-${parentId}-00`), header.replace(/1$/, '0'))
  assert.equal(traceHeaderOfTraceparent(`01-${traceId}-${parentId}-01-more`), header)
})

test('a traceparent that is none says nothing', () => {
  const wrong = [
    '',
    `ff-${traceId}-${parentId}-01`,
    `00-${traceId}-${parentId}-01-more`,
    `00-${'0'.repeat(32)}-${parentId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${parentId}`,
  ]
  assert.deepEqual(wrong.map(traceHeaderOfTraceparent), Array(wrong.length).fill(undefined))
})
