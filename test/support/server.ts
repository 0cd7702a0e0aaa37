/**
 * The real server for tests: the command line in a process of its own, on a free port, with its own data directory.
 *
 * It is ready when it says so (the ready line on stdout); nothing here sleeps or asks again and again.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

export interface ServerOptions {
  /** Made in the temporary folder and removed with the server where there is none. */
  readonly dataDirectory?: string
  /** `serve` by default. */
  readonly command?: 'serve' | 'dev'
  /** Further arguments of the command. */
  readonly arguments?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** The working directory; the data directory by default, so that no test sees the functions of another. */
  readonly workingDirectory?: string
  /** 0, a free one, by default. */
  readonly port?: number
}

export interface TestServer {
  readonly endpoint: string
  readonly dataDirectory: string
  readonly processId: number
  /** SIGTERM; resolves with the exit code. The data directory stays until `remove`. */
  stop(): Promise<number | null>
  /** SIGKILL: the crash. Resolves when the process is gone. */
  kill(): Promise<void>
  /** All that it has written so far, to stdout and to stderr. */
  output(): string
  /** Kills what still runs and removes the data directory, if `startServer` made it. */
  remove(): Promise<void>
}

type Child = ChildProcessByStdio<null, Readable, Readable>

const command = fileURLToPath(new URL('../../bin/stepwell.js', import.meta.url))
const readyLine = /^stepwell listening on (http:\/\/\S+)$/
const running = new Set<Child>()

process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** Starts a server and waits for its ready line. Rejects with its output when it ends before. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'stepwell-test-')))
  const child = spawnServer(options, dataDirectory)
  const output: string[] = []
  const ended = once(child, 'close').then(([code]) => code as number | null)
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text))
  const endpoint = await Promise.race([
    readyEndpoint(child, output),
    ended.then((code) => {
      throw new Error(`the server ended with ${code} before it was ready:\n${output.join('')}`)
    }),
  ])
  const signal = async (name: NodeJS.Signals): Promise<number | null> => {
    child.kill(name)
    return ended
  }
  return {
    endpoint,
    dataDirectory,
    processId: child.pid!,
    stop: () => signal('SIGTERM'),
    kill: async () => void (await signal('SIGKILL')),
    output: () => output.join(''),
    remove: async () => {
      await signal('SIGKILL')
      if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

function spawnServer(options: ServerOptions, dataDirectory: string): Child {
  const name = options.command ?? 'serve'
  const place = ['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--data', dataDirectory]
  const child = spawn(process.execPath, [command, name, ...place, ...(options.arguments ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: options.workingDirectory ?? dataDirectory,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...options.environment },
  })
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

async function readyEndpoint(child: Child, output: string[]): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(`${line}\n`)
      const endpoint = readyLine.exec(line)?.[1]
      if (endpoint !== undefined) resolve(endpoint)
    })
  })
}
