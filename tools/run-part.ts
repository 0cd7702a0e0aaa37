/** Runs the parts of a check one after the other: one line for each, and all of its output when it fails. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { styleText } from 'node:util'

export interface Part {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  /** Said beside the time of a part that passed, made from its output. */
  readonly summary?: (output: string) => string
}

export interface PartResult {
  readonly passed: boolean
  readonly output: string
}

/** Resolves with the exit code for the process: 0 when all passed, 1 when one failed; runs all of them. */
export async function runParts(parts: readonly Part[]): Promise<number> {
  let failed = 0
  for (const part of parts) if (!(await runPart(part)).passed) failed++
  return failed === 0 ? 0 : 1
}

export async function runPart(part: Part): Promise<PartResult> {
  const begun = performance.now()
  const { code, output } = await capture(part.command)
  const seconds = `${((performance.now() - begun) / 1000).toFixed(1)} s`.padStart(8)
  const passed = code === 0
  const mark = passed ? styleText('green', 'ok    ') : styleText('red', 'FAILED')
  console.log(
    `${mark} ${part.name.padEnd(28)} ${seconds}  ${passed ? (part.summary?.(output) ?? '') : ''}`.trimEnd(),
  )
  if (!passed) console.log(`\n$ ${part.command.join(' ')}\n${output}`)
  return { passed, output }
}

async function capture(command: Part['command']): Promise<{ code: number | null; output: string }> {
  const [file, ...args] = command
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output: Buffer.concat(chunks).toString('utf8') }
}
