import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '../user-error.ts'
import { readTelemetry } from './telemetry-settings.ts'

test('nothing is traced and nothing delivered where nothing says so', () => {
  assert.deepEqual(readTelemetry({}, {}), { deliversLogs: false })
  assert.deepEqual(readTelemetry({ trace: 'all' }, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }), {
    deliversLogs: false,
  })
})

test("OpenTelemetry's variables name the collector, and switch it off", () => {
  const named = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
  assert.deepEqual(readTelemetry({}, named).traces, { all: false })
  assert.deepEqual(
    readTelemetry({ trace: 'all' }, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/t' }).traces,
    {
      all: true,
    },
  )
  assert.equal(readTelemetry({}, { ...named, OTEL_SDK_DISABLED: 'true' }).traces, undefined)
  assert.equal(readTelemetry({}, { ...named, OTEL_TRACES_EXPORTER: 'none' }).traces, undefined)
})

test('an endpoint of the option gets the path for spans, and wins', () => {
  const url = (otlpEndpoint: string) =>
    readTelemetry({ otlpEndpoint }, { OTEL_TRACES_EXPORTER: 'none' }).traces?.url
  assert.equal(url('http://c:4318'), 'http://c:4318/v1/traces')
  assert.equal(url('http://c:4318/otlp/'), 'http://c:4318/otlp/v1/traces')
  assert.equal(url('https://c/v1/traces'), 'https://c/v1/traces')
  assert.throws(() => url('c:4318'), UserError)
})

test('another protocol than http/protobuf is refused with a way out', () => {
  const named = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }
  assert.throws(() => readTelemetry({}, named), /OTEL_EXPORTER_OTLP_PROTOCOL is "grpc".*4318/)
  assert.ok(readTelemetry({}, { ...named, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }).traces)
})

test('log events are delivered where an endpoint of CloudWatch Logs is named, or where it is asked for', () => {
  assert.equal(readTelemetry({}, { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: 'http://l' }).deliversLogs, true)
  assert.equal(readTelemetry({}, { AWS_ENDPOINT_URL: 'http://l' }).deliversLogs, true)
  assert.equal(readTelemetry({ cloudwatchLogs: true }, {}).deliversLogs, true)
})
