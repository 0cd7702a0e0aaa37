/** What executions tell to the outside, put together: their log events and their spans. */
import type { LogEvent, TracingOptions } from '#engine'
import { logEntryOf } from '#engine'
import { parseArn } from '#base'
import { cloudWatchLogs, type AwsAccess, type OutboxStatistics } from '#integrations'
import type { Logger } from 'pino'
import { otlpSpans } from './otlp-spans.ts'
import type { TelemetrySettings } from './telemetry-settings.ts'

export interface Telemetry {
  readonly log: (event: LogEvent) => void
  readonly tracing: TracingOptions | undefined
  /** What was delivered, by what it is; none of what is not delivered. */
  readonly statistics: () => Readonly<Record<string, OutboxStatistics>>
}

/** Opens what is asked for; it is closed with `opened`, behind the engine. */
export function openTelemetry(
  settings: TelemetrySettings,
  around: { readonly logger: Logger; readonly access: AwsAccess; readonly opened: AsyncDisposableStack },
): Telemetry {
  const { logger: say, access, opened } = around
  const { traces, deliversLogs } = settings
  const spans = traces && otlpSpans({ ...(traces.url !== undefined && { url: traces.url }), say })
  const logs = deliversLogs ? cloudWatchLogs({ access, say }) : undefined
  if (spans) opened.defer(() => spans.close())
  if (logs) opened.defer(() => logs.close())
  return {
    log(event) {
      const entry = logEntryOf(event)
      say.info({ logGroup: event.logGroupArn, event: entry }, 'execution log event')
      const {
        logGroupArn,
        executionArn,
        entry: { timestamp },
      } = event
      logs?.add({
        logGroupArn,
        stateMachineName: parseArn(executionArn)?.resource.split(':')[1] ?? 'unknown',
        timestamp,
        message: JSON.stringify(entry),
      })
    },
    tracing: traces && spans && { sink: spans, all: traces.all },
    statistics: () => ({
      ...(spans && { spans: spans.statistics }),
      ...(logs && { log_events: logs.statistics }),
    }),
  }
}
