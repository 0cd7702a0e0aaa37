/** Lists and sends again the events that a server has given up. */
import type { DeadEventsOptions } from './commands/events.ts'
import { consoleClient } from './console-client.ts'

interface DeadEvent {
  readonly id: number
  readonly target: string
  readonly attempts: number
  readonly diedAt: number
  readonly error?: string
  readonly event: string
}

export async function listDeadEvents({ endpoint, target, json }: DeadEventsOptions): Promise<void> {
  const client = consoleClient(endpoint)
  let after: number | undefined = 0
  while (after !== undefined) {
    const query: string = new URLSearchParams({
      after: String(after),
      ...(target !== undefined && { target }),
    }).toString()
    const page: { readonly events: readonly DeadEvent[]; readonly next?: number } = await client.send(
      'GET',
      `dead-events?${query}`,
    )
    for (const event of page.events) console.log(json ? JSON.stringify(event) : line(event))
    after = page.next
  }
}

export async function redeliverDeadEvents({
  endpoint,
  target,
}: Pick<DeadEventsOptions, 'endpoint' | 'target'>): Promise<void> {
  const wanted = target === undefined ? {} : { target }
  const { redelivered } = await consoleClient(endpoint).send<{ readonly redelivered: number }>(
    'POST',
    'dead-events/redeliver',
    wanted,
  )
  console.log(`${redelivered} ${redelivered === 1 ? 'event is' : 'events are'} sent again`)
}

function line({ id, target, attempts, diedAt, error }: DeadEvent): string {
  const when = new Date(diedAt).toISOString()
  return `${id}  ${when}  ${target}  attempts: ${attempts}  ${error ?? ''}`
}
