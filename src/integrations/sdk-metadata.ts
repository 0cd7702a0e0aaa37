/**
 * `SdkHttpMetadata` and `SdkResponseMetadata`: what the optimized integrations of AWS add to a service's answer
 * (recorded for Lambda, SNS, SQS and Step Functions), with the spelling of the names that AWS shows.
 */
import type { JsonObject } from '#base'

export interface HttpAnswer {
  readonly statusCode: number
  readonly requestId: string
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string>>
}

const spelling: Readonly<Record<string, string>> = {
  'content-length': 'Content-Length',
  'content-type': 'Content-Type',
  date: 'Date',
  'x-amz-executed-version': 'X-Amz-Executed-Version',
  'x-amz-log-result': 'X-Amz-Log-Result',
  'x-amzn-requestid': 'x-amzn-RequestId',
  'x-amzn-remapped-content-length': 'x-amzn-Remapped-Content-Length',
  'x-amzn-trace-id': 'X-Amzn-Trace-Id',
}

// It belongs to the connection, not to the answer; AWS never shows it.
const unshown = new Set(['keep-alive'])

/** The two members, to be spread behind those of the service's answer. */
export function sdkMetadata(answer: HttpAnswer): JsonObject {
  const headers = shownHeaders(answer)
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: answer.statusCode,
    },
    SdkResponseMetadata: { RequestId: answer.requestId },
  }
}

function shownHeaders(answer: HttpAnswer): Record<string, string> {
  const headers: Record<string, string> = { 'x-amzn-RequestId': answer.requestId }
  for (const [name, value] of Object.entries(answer.headers)) {
    const lower = name.toLowerCase()
    if (!unshown.has(lower)) headers[spelling[lower] ?? name] = value
  }
  return headers
}
