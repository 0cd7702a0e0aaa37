/** The history of an execution as a table for a terminal: one event a line, what failed with its reason below. */
import type { ErrorTeaching } from '#base'
import { styleText } from 'node:util'

export interface TableEvent {
  readonly id: number
  readonly type: string
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly details?: Readonly<Record<string, unknown>>
  readonly teaching?: ErrorTeaching
}

/** Longest document that a line shows, in characters. */
const documentLengthMax = 80

/** The lines of the events; `begunAt` is the instant from which times are counted. */
export function historyLines(events: readonly TableEvent[], begunAt: number): readonly string[] {
  return events.flatMap((event) => eventLines(event, begunAt))
}

export function historyHeading(): string {
  return styleText('bold', line({ id: 'id', after: 'after', type: 'event', rest: 'details' }))
}

function eventLines(event: TableEvent, begunAt: number): readonly string[] {
  const after = `${((event.timestamp - begunAt) / 1000).toFixed(3)} s`
  const { details = {} } = event
  const failed = details['error'] !== undefined || details['cause'] !== undefined
  const type = failed ? styleText('red', event.type.padEnd(typeWidth)) : event.type
  const head = line({ id: String(event.id), after, type, rest: detailsText(details) })
  return [head, ...(failed ? failureLines(details) : []), ...teachingLines(event.teaching)]
}

const typeWidth = 28

function line(cells: { id: string; after: string; type: string; rest: string }): string {
  return `${cells.id.padStart(6)}  ${cells.after.padStart(11)}  ${cells.type.padEnd(typeWidth)}  ${cells.rest}`.trimEnd()
}

/** The state, what was called, and the document that went in or came out. */
function detailsText(details: Readonly<Record<string, unknown>>): string {
  const words = ['name', 'resourceType', 'resource', 'index', 'length', 'workerName'].flatMap((key) =>
    details[key] === undefined ? [] : [String(details[key])],
  )
  const document = details['output'] ?? details['input'] ?? details['parameters']
  return [...words, ...(document === undefined ? [] : [shorten(String(document))])].join('  ')
}

function failureLines(details: Readonly<Record<string, unknown>>): readonly string[] {
  const text = [details['error'], details['cause']].filter((part) => part !== undefined).join(': ')
  return [indent(styleText('red', text || 'without an error name'))]
}

function teachingLines(teaching: ErrorTeaching | undefined): readonly string[] {
  if (!teaching) return []
  const lines = [
    teaching.expression === undefined ? undefined : `expression  ${teaching.expression}`,
    teaching.met === undefined ? undefined : `met         ${shorten(JSON.stringify(teaching.met))}`,
    teaching.nearest === undefined ? undefined : `did you mean  ${teaching.nearest}`,
  ]
  return lines.flatMap((text) => (text === undefined ? [] : [indent(styleText('yellow', text))]))
}

function indent(text: string): string {
  return `${' '.repeat(23)}${text}`
}

function shorten(text: string): string {
  return text.length <= documentLengthMax ? text : `${text.slice(0, documentLengthMax - 1)}…`
}
