/**
 * Webhooks: an HTTP POST of the event, which counts as taken by any answer 2xx.
 *
 * With a secret, `stepwell-signature: t=SECONDS,v1=HEX` has the HMAC-SHA-256 of `SECONDS.BODY`: the receiver computes it
 * again and refuses old times.
 *
 * 1. Redirects are not followed: an event goes where the configuration says, and nowhere else.
 */
import { createHmac } from 'node:crypto'
import type { Attempt } from '../deliveries/port.ts'
import { isRetriedStatus, reasonOf } from './target-failure.ts'

export interface WebhookSettings {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly secret?: string
  /** How long an answer may take. */
  readonly timeoutMs?: number
}

export interface WebhookMessage {
  readonly body: string
  readonly contentType: string
  /** Stays the same when the event is sent again. */
  readonly eventId: string
  readonly now: number
}

const timeoutMsDefault = 10_000

export async function postWebhook(settings: WebhookSettings, message: WebhookMessage): Promise<Attempt> {
  const { url, timeoutMs = timeoutMsDefault } = settings
  const asked = `POST ${withoutQuery(url)}`
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: headersOf(settings, message),
      body: message.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    // The answer's body is of no account, and unread it would hold the connection.
    await answer.body?.cancel()
    if (answer.ok) return 'arrived'
    const isFinal = !isRetriedStatus(answer.status)
    return {
      code: `HTTP_${answer.status}`,
      message: `${asked} answered ${answer.status}, expected 2xx`,
      isFinal,
    }
  } catch (error) {
    return { code: 'NO_RESPONSE', message: `${asked} got no answer: ${reasonOf(error)}`, isFinal: false }
  }
}

function headersOf(settings: WebhookSettings, message: WebhookMessage): Record<string, string> {
  const { headers = {}, secret } = settings
  const { body, contentType, eventId, now } = message
  const own = {
    'content-type': contentType,
    'user-agent': 'stepwell',
    'stepwell-event-id': eventId,
    ...headers,
  }
  if (secret === undefined) return own
  return { ...own, 'stepwell-signature': signatureOf(secret, body, Math.floor(now / 1000)) }
}

/** Events may be private: they travel unencrypted within this machine only. */
export function isWebhookUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback)
}

/** The value of the signature's header. */
export function signatureOf(secret: string, body: string, seconds: number): string {
  const hex = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${hex}`
}

/** A query may hold a token, which does not belong into a log. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}
