/**
 * `stepwell validate FILE... [--fix] [--json]`: reads definitions, says what is wrong with them, and repairs what can be
 * repaired mechanically.
 *
 * The command's logic without its command line; the files and the terminal are an argument.
 */
import { fixDefinition, readDefinition, type Diagnostic, type MachineType, type ReadOptions } from '#asl'
import { renderDiagnostic } from './render-diagnostic.ts'

export interface ValidateOptions {
  readonly files: readonly string[]
  /** Whether to write the repaired definitions back. */
  readonly fix?: boolean
  /** Whether to print one JSON document instead of text. */
  readonly json?: boolean
  /** What the machines are to be; STANDARD unless said otherwise. */
  readonly type?: MachineType
}

export interface ValidateIo {
  readonly readFile: (path: string) => Promise<string>
  readonly writeFile: (path: string, text: string) => Promise<void>
  readonly write: (text: string) => void
  /** Whether `write` reaches a terminal, which gets colours. */
  readonly isTerminal?: boolean
}

interface FileReport {
  readonly file: string
  readonly text: string
  /** Why the file could not be read or written. */
  readonly failure?: string
  readonly diagnostics: readonly Diagnostic[]
  /** The findings that were repaired. */
  readonly fixed: readonly Diagnostic[]
}

/** The exit code: 0 where all definitions are valid, 1 where errors remain, 2 where a file cannot be read. */
export async function validate(options: ValidateOptions, io: ValidateIo): Promise<number> {
  const reports: FileReport[] = []
  for (const file of options.files) {
    const report = await examine(file, options, io)
    if (!options.json) io.write(render(report, io.isTerminal ?? false))
    reports.push(report)
  }
  if (options.json) io.write(`${JSON.stringify({ files: reports.map(forMachines) }, null, 2)}\n`)
  else if (reports.length > 1) io.write(`${total(reports)}\n`)
  if (reports.some(({ failure }) => failure !== undefined)) return 2
  return reports.some(({ diagnostics }) => errorsIn(diagnostics) > 0) ? 1 : 0
}

async function examine(file: string, options: ValidateOptions, io: ValidateIo): Promise<FileReport> {
  const reading: ReadOptions = {
    format: /\.ya?ml$/i.test(file) ? 'yaml' : 'json',
    ...(options.type ? { type: options.type } : {}),
  }
  let text = ''
  try {
    text = await io.readFile(file)
    if (!options.fix) return { file, text, diagnostics: readDefinition(text, reading).diagnostics, fixed: [] }
    const repaired = fixDefinition(text, reading)
    if (repaired.text !== text) await io.writeFile(file, repaired.text)
    const { diagnostics } = readDefinition(repaired.text, reading)
    return { file, text: repaired.text, diagnostics, fixed: repaired.applied }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    return { file, text, failure, diagnostics: [], fixed: [] }
  }
}

function render(report: FileReport, color: boolean): string {
  const { file, text, failure, diagnostics, fixed } = report
  if (failure !== undefined) return `error: ${file} could not be processed: ${failure}\n`
  const findings = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, { file, text, color }))
  const repairs = fixed.map(
    ({ fix, pointer, range }) => `fixed: ${fix!.title} (line ${range.line}, ${pointer})\n`,
  )
  return [...repairs, ...findings.map((finding) => `${finding}\n`), `${summary(report)}\n`].join('')
}

function summary({ file, diagnostics, fixed }: FileReport): string {
  const errors = errorsIn(diagnostics)
  const warnings = diagnostics.length - errors
  const fixable = diagnostics.filter(({ fix }) => fix !== undefined).length
  const parts = [errors === 0 ? 'valid' : count(errors, 'error')]
  if (warnings > 0) parts.push(count(warnings, 'warning'))
  if (fixed.length > 0) parts.push(`${fixed.length} fixed`)
  if (fixable > 0) parts.push(`${fixable} can be fixed with --fix`)
  return `${file}: ${parts.join(', ')}`
}

function total(reports: readonly FileReport[]): string {
  const all = reports.flatMap(({ diagnostics }) => diagnostics)
  const errors = errorsIn(all)
  return `${count(reports.length, 'file')}: ${count(errors, 'error')}, ${count(all.length - errors, 'warning')}`
}

function forMachines({ file, failure, diagnostics, fixed }: FileReport): object {
  return {
    file,
    valid: failure === undefined && errorsIn(diagnostics) === 0,
    ...(failure === undefined ? {} : { failure }),
    diagnostics,
    fixed,
  }
}

function errorsIn(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ severity }) => severity === 'error').length
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
