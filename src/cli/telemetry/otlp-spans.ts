/**
 * Spans to an OpenTelemetry collector, over OTLP (http/protobuf). OpenTelemetry's packages are loaded with the first span.
 */
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import type { SpanFact, SpanSink } from '#engine'
import { Outbox, type OutboxLog, type OutboxStatistics, type OutboxTimes } from '#integrations'
import { readVersion } from '../read-version.ts'
import type { readableSpan, SpanSource } from './readable-span.ts'

export interface OtlpSpans extends SpanSink {
  readonly statistics: OutboxStatistics
  /** Sends what waits, for some seconds at most. */
  close(): Promise<void>
}

export interface OtlpSpansOptions {
  /** Instead of what `OTEL_EXPORTER_OTLP_…` says. */
  readonly url?: string
  readonly say: OutboxLog
  readonly times?: Partial<OutboxTimes>
}

/** Spans that wait, and that are sent at once: each is a kilobyte or so. */
const spansWaitingMax = 20_000
const spansPerBatch = 512

export function otlpSpans({ url, say, times }: OtlpSpansOptions): OtlpSpans {
  let loading: Promise<Loaded> | undefined
  const outbox = new Outbox<SpanFact>({
    of: 'spans',
    sizeMax: spansWaitingMax,
    batch: { countMax: spansPerBatch, sizeMax: spansPerBatch },
    sizeOf: () => 1,
    send: async (spans) => {
      const { exporter, source, readable } = await (loading ??= load(url))
      const reason = await exportAll(
        exporter,
        spans.map((span) => readable(span, source)),
      )
      return reason === undefined ? undefined : { count: spans.length, reason }
    },
    say,
    ...(times && { times }),
  })
  return {
    room: () => outbox.room(),
    add: (spans) => {
      for (const span of spans) outbox.add(span)
    },
    dropped: (count) => outbox.drop(count),
    get statistics() {
      return outbox.statistics
    },
    async close() {
      await outbox.close()
      // It only closes connections, after what it is sending: nobody waits for that.
      loading?.then(({ exporter }) => exporter.shutdown()).catch(() => undefined)
    },
  }
}

interface Loaded {
  readonly exporter: SpanExporter
  readonly source: SpanSource
  readonly readable: typeof readableSpan
}

async function load(url: string | undefined): Promise<Loaded> {
  const [{ OTLPTraceExporter }, resources, { readableSpan: readable }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/resources'),
    import('./readable-span.ts'),
  ])
  const version = readVersion()
  const named = resources.resourceFromAttributes({ 'service.name': 'stepwell', 'service.version': version })
  // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say more, and win.
  const { envDetector, hostDetector, detectResources } = resources
  const detected = detectResources({ detectors: [hostDetector, envDetector] })
  return {
    readable,
    exporter: new OTLPTraceExporter(url === undefined ? {} : { url }),
    source: { resource: named.merge(detected), instrumentationScope: { name: 'stepwell', version } },
  }
}

/** Resolves with why the collector does not take the spans; rejects where they are to be sent again. */
function exportAll(exporter: SpanExporter, spans: ReadableSpan[]): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    exporter.export(spans, ({ error }) => {
      if (!error) return resolve(undefined)
      const status = (error as { readonly code?: unknown }).code
      const isFinal =
        typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 429
      if (isFinal) resolve(`the collector answers ${status} ${error.message}`)
      else reject(error)
    })
  })
}
