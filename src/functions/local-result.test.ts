import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LocalResult } from './local-result.ts'

const requestId = '01234567-89ab-4cde-8f01-23456789abcd'

test('an answer shows the trace of its invocation, or one of its own', () => {
  const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
  const traced = new LocalResult(requestId, 200, { payload: '1', traceHeader })
  assert.equal(traced.headers['X-Amzn-Trace-Id'], traceHeader)
  const untraced = new LocalResult(requestId, 200, { payload: '1' })
  assert.match(
    untraced.headers['X-Amzn-Trace-Id']!,
    /^Root=1-[0-9a-f]{8}-0123456789ab4cde8f012345;Sampled=0$/,
  )
})
