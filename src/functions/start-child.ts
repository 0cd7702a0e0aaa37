import { spawn, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { openSocketPair } from './socket-pair.ts'

/** How to start a process for a function. */
export interface ProcessSpec {
  readonly functionName: string
  readonly program: string
  readonly programArguments: readonly string[]
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  readonly memoryMegabytes: number
  readonly responseBytesMax: number
  /** Whether the program gives back a request that it has not begun while it runs another. */
  readonly givesBack: boolean
}

export interface StartedChild {
  readonly child: ChildProcess
  /** Our end of its descriptor 3. */
  readonly channel: Socket
}

/** Starts the program; `onBytes` gets what it writes to descriptor 3. Rejects where a process cannot be made. */
export async function startChild(spec: ProcessSpec, onBytes: (bytes: Buffer) => void): Promise<StartedChild> {
  const { near, far } = await openSocketPair(onBytes)
  try {
    // Its own process group: what it starts dies with it, and Ctrl-C in the terminal leaves it to the server. The
    // shell only forbids core dumps, which a crash would otherwise leave in the function's folder, and is replaced.
    const command = ['-c', 'ulimit -c 0; exec "$0" "$@"', spec.program, ...spec.programArguments]
    const child = spawn('/bin/sh', command, {
      cwd: spec.folder,
      env: spec.environment,
      stdio: ['ignore', 'pipe', 'pipe', far],
      detached: true,
    })
    return { child, channel: near }
  } catch (error) {
    near.destroy()
    throw error
  } finally {
    far.destroy()
  }
}

/** Kills the process and whatever it started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}
