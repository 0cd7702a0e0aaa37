/** Functions in real child processes for the tests of this room. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, type TestContext } from 'node:test'
import { parseJson, type JsonObject } from '#base'
import {
  InvocationRefused,
  openFunctions,
  type FunctionLogEntry,
  type FunctionsOptions,
  type Invocation,
  type InvocationResult,
  type LocalFunctions,
} from './index.ts'

export const at = { account: '000000000000', region: 'eu-central-1' }
const root = mkdtempSync(join(tmpdir(), 'stepwell-functions-'))
after(() => rmSync(root, { recursive: true, force: true }))

export interface Opened {
  readonly directory: string
  readonly functions: LocalFunctions
  readonly log: FunctionLogEntry[]
}

let opened = 0

/** Functions with these files; they are closed when the test ends. */
export function open(t: TestContext, files: Record<string, string>, options: FunctionsOptions = {}): Opened {
  const one = openForSuite(files, options)
  t.after(() => one.functions.close())
  return one
}

/** The same for several tests; the caller closes them. */
export function openForSuite(files: Record<string, string>, options: FunctionsOptions = {}): Opened {
  const directory = join(root, String(opened++), 'functions')
  write(directory, files)
  const log: FunctionLogEntry[] = []
  const functions = openFunctions({ directory, log: (entry) => log.push(entry), ...options })
  return { directory, functions, log }
}

export function write(directory: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
}

export function call(
  functions: LocalFunctions,
  functionName: string,
  more: Partial<Invocation> = {},
): Promise<InvocationResult> {
  return functions.invoke({ functionName, payload: '{}', invocationType: 'RequestResponse', ...at, ...more })
}

export function valueOf(result: InvocationResult): unknown {
  assert.equal(result.functionError, undefined, result.payload)
  return parseJson(result.payload)
}

export function failureOf(result: InvocationResult): JsonObject {
  assert.equal(result.functionError, 'Unhandled', result.payload)
  return parseJson(result.payload) as JsonObject
}

export async function refusalOf(promise: Promise<unknown>): Promise<InvocationRefused> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert(error instanceof InvocationRefused, String(error))
  return error
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export const needsPython = { skip: hasPython() ? false : 'python3 is not installed' }

/** Resolves when the condition holds; looks again on every turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

/** Whether the process runs (a zombie does not). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
