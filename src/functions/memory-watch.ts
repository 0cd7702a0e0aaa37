/**
 * Kills processes that hold more memory than their function may: V8's own limit covers its heap, but not buffers,
 * native memory or Python.
 *
 * Only busy processes are read, every `everyMs`; between two readings a process can exceed its limit by what it
 * touches in that time (about 100 MB). On Linux it is read from /proc (10 µs), where the pages of the programs
 * themselves, which all processes share, do not count; elsewhere from `ps`, less often and with them.
 */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { FunctionProcess } from './function-process.ts'

const everyMs = process.platform === 'linux' ? 100 : 1000

/** Watches the processes that `busy` gives until the answer's `stop` is called. */
export function watchMemory(busy: () => Iterable<FunctionProcess>): { stop(): void } {
  const timer = setInterval(() => check([...busy()]), everyMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

function check(processes: readonly FunctionProcess[]): void {
  if (processes.length === 0) return
  if (process.platform === 'linux') {
    for (const one of processes) judge(one, readStatus(one.processId))
  } else readAll(processes)
}

function judge(one: FunctionProcess, kilobytes: number | undefined): void {
  if (kilobytes !== undefined && one.isBusy && kilobytes > one.spec.memoryMegabytes * 1024) {
    one.kill({ kind: 'out-of-memory' })
  }
}

function readStatus(processId: number | undefined): number | undefined {
  try {
    const match = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${processId}/status`, 'latin1'))
    return match ? Number(match[1]) : undefined
  } catch {
    return undefined
  }
}

function readAll(processes: readonly FunctionProcess[]): void {
  const ids = processes.map((one) => String(one.processId)).join(',')
  execFile('ps', ['-o', 'pid=,rss=', '-p', ids], (_error, output) => {
    for (const line of output.split('\n')) {
      const [id, kilobytes] = line.trim().split(/\s+/).map(Number)
      const one = processes.find((candidate) => candidate.processId === id)
      if (one) judge(one, kilobytes)
    }
  })
}
