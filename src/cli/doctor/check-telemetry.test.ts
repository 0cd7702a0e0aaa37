import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otlpCollector } from '../../../test/support/otlp-collector.ts'
import { checkTelemetry } from './check-telemetry.ts'
import type { Checkup } from './checkup.ts'

const statuses = async (environment: Readonly<Record<string, string>>) =>
  (await checkTelemetry({ environment } as Partial<Checkup> as Checkup)).map(
    ({ check, status }) => `${check} ${status}`,
  )

test('a collector that is named has to answer', async (t) => {
  const { url } = await otlpCollector(t)
  assert.deepEqual(await statuses({}), [])
  assert.deepEqual(await statuses({ OTEL_EXPORTER_OTLP_ENDPOINT: url }), ['traces ok'])
  assert.deepEqual(await statuses({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }), ['traces problem'])
  const both = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url }
  assert.deepEqual(await statuses(both), ['traces ok'])
})

test('a protocol that no server speaks is a problem', async (t) => {
  const { url } = await otlpCollector(t)
  const named = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }
  assert.deepEqual(await statuses(named), ['traces ok', 'traces problem'])
})
