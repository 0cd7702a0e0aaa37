/** A reporter of `node --test` that shows failures and a closing line with totals, and nothing else. */
import { inspect } from 'node:util'
import type { TestEvent } from 'node:test/reporters'

type Failure = Extract<TestEvent, { type: 'test:fail' }>['data']

// oxlint-disable-next-line import/no-default-export -- Node loads a reporter by its default export.
export default async function* quietReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const totals = { pass: 0, fail: 0, skipped: 0 }
  for await (const event of events) {
    if (event.type === 'test:pass' && event.data.details.type !== 'suite') {
      if (event.data.skip === undefined) totals.pass++
      else {
        totals.skipped++
        yield `skipped: ${event.data.name}${typeof event.data.skip === 'string' ? ` (${event.data.skip})` : ''}\n`
      }
    } else if (event.type === 'test:fail') {
      if (event.data.details.type !== 'suite') totals.fail++
      if (isOwnFailure(event.data)) yield failureText(event.data)
    } else if (event.type === 'test:stderr' || event.type === 'test:stdout') {
      yield event.data.message
    }
  }
  yield `totals pass=${totals.pass} fail=${totals.fail} skipped=${totals.skipped}\n`
}

/** A suite fails with its tests; only the test itself is worth showing. */
function isOwnFailure({ details }: Failure): boolean {
  return (details.error as { failureType?: string }).failureType !== 'subtestsFailed'
}

function failureText({ name, file, line, details }: Failure): string {
  const error: unknown = details.error.cause ?? details.error
  const text = error instanceof Error ? (error.stack ?? error.message) : inspect(error)
  return `\nFAILED ${name}\n  at ${file ?? '?'}:${line ?? '?'}\n${text}\n`
}
