/** A diagnostic as a compiler prints it: what, where, the line with a caret under it, and what to do. */
import type { Diagnostic } from '#asl'

export interface RenderContext {
  readonly file: string
  /** The text that the diagnostic is about. */
  readonly text: string
  readonly color: boolean
}

/** How much of a long line is shown around the place. */
const lineWidthMax = 120

const colors = { error: '31;1', warning: '33;1', place: '36', help: '32' } as const

/** Several lines that end with a line break. */
export function renderDiagnostic(diagnostic: Diagnostic, context: RenderContext): string {
  const { severity, code, message, pointer, range, help, fix } = diagnostic
  const paint = (kind: keyof typeof colors, text: string): string =>
    context.color ? `\u001b[${colors[kind]}m${text}\u001b[0m` : text
  const number = String(range.line)
  const gutter = ' '.repeat(number.length)
  const { line, caret } = excerpt(diagnostic, context.text)
  const lines = [
    `${paint(severity, `${severity}[${code}]`)}: ${message}`,
    `${gutter}${paint('place', '-->')} ${context.file}:${range.line}:${range.column} (${pointer})`,
    `${gutter} |`,
    `${number} | ${line}`,
    `${gutter} | ${paint(severity, caret)}`,
  ]
  if (help !== undefined) lines.push(`${gutter} = ${paint('help', 'help')}: ${help}`)
  if (fix !== undefined) lines.push(`${gutter} = ${paint('help', 'fix')}: ${fix.title}`)
  return `${lines.join('\n')}\n`
}

/** The line of the finding and the caret under it; of a long line only the part around the place. */
function excerpt({ range }: Diagnostic, text: string): { readonly line: string; readonly caret: string } {
  const start = range.offset - (range.column - 1)
  const end = text.indexOf('\n', start)
  const whole = text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '')
  const column = range.column - 1
  const cut = column > lineWidthMax / 2 && whole.length > lineWidthMax ? column - lineWidthMax / 2 : 0
  const lead = cut > 0 ? '…' : ''
  const shown = whole.slice(cut, cut + lineWidthMax)
  const tail = cut + lineWidthMax < whole.length ? '…' : ''
  const before = lead.length + column - cut
  const width = Math.max(1, Math.min(range.length, shown.length - (column - cut)))
  const line = `${lead}${shown}${tail}`.replaceAll('\t', ' ')
  return { line, caret: `${' '.repeat(before)}${'^'.repeat(width)}` }
}
