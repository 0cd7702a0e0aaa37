/**
 * A run of `write-until-killed.ts` under the shim, and the states in which a power loss could have left its disk.
 *
 * The model: what a file held when it was synced is there afterwards. Of what was written to it later, any beginning
 * may be there too, on top of what was synced, and the file may or may not have got longer. Writes that were never
 * followed by a sync may all be missing. The recorded content at the next sync says what was written meanwhile, so
 * the states between two syncs are the earlier content overlaid with the later up to a cut.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface DiskState {
  /** Where in the run it is, for messages. */
  readonly name: string
  /** Absent where the file's content was never synced. */
  readonly db: Buffer | undefined
  readonly wal: Buffer | undefined
  /** The groups that were acknowledged before the power went. */
  readonly acknowledged: readonly number[]
}

/** Runs the writer to its death; gives the lines of its log and the directory of the recorded files. */
export function recordRun(shim: string, directory: string, synchronous: 'FULL' | 'OFF'): string {
  const recorded = join(directory, 'recorded')
  mkdirSync(recorded)
  const script = join(import.meta.dirname, 'write-until-killed.ts')
  const { signal, stderr } = spawnSync(
    process.execPath,
    [script, join(directory, 'store'), join(recorded, 'log'), synchronous],
    { env: { ...process.env, LD_PRELOAD: shim, SHIM_DIRECTORY: recorded }, encoding: 'utf8' },
  )
  if (signal !== 'SIGKILL') throw new Error(`the writing process did not come to its end: ${stderr}`)
  return recorded
}

/** What every power loss leaves at least once all is acknowledged: what was synced. */
export function lastState(recorded: string): DiskState {
  const states = [...diskStates(recorded, () => [])]
  return states.at(-1)!
}

/** The disk after every sync, and in between at every cut. */
export function* diskStates(recorded: string, between = overlays): Iterable<DiskState> {
  const disk: { db: Buffer | undefined; wal: Buffer | undefined } = { db: undefined, wal: undefined }
  const acknowledged: number[] = []
  for (const line of readFileSync(join(recorded, 'log'), 'utf8').trim().split('\n')) {
    const [word, number, kind] = line.split(' ') as [string, string, 'db' | 'wal']
    if (word === 'acknowledged') acknowledged.push(Number(number))
    else {
      const next = readFileSync(join(recorded, `${number}.${kind}`))
      for (const [cut, content] of between(disk[kind], next, kind)) {
        yield {
          ...disk,
          name: `sync ${number} of the ${kind} cut at ${cut}`,
          [kind]: content,
          acknowledged: [...acknowledged],
        }
      }
      disk[kind] = next
    }
  }
  yield { ...disk, name: 'the end', acknowledged }
}

/** Writes a state's files into a directory as a store's. */
export function writeState({ db, wal }: DiskState, directory: string): void {
  mkdirSync(directory)
  writeFileSync(join(directory, 'stepwell.db'), db ?? '')
  if (wal !== undefined) writeFileSync(join(directory, 'stepwell.db-wal'), wal)
}

const pageBytes = 4096
const walHeaderBytes = 32
const frameBytes = 24 + pageBytes

// What may be on disk between two syncs of a file: nothing new, then every cut of what was written, the last half a frame.
function* overlays(
  before: Buffer | undefined,
  after: Buffer,
  kind: 'db' | 'wal',
): Iterable<[number, Buffer | undefined]> {
  yield [0, before]
  const old = before ?? Buffer.alloc(0)
  const [start, step] = kind === 'wal' ? [walHeaderBytes, frameBytes] : [0, pageBytes]
  for (let cut = start; cut < after.length; cut += step) {
    const piece = after.subarray(cut, cut + step)
    if (piece.equals(old.subarray(cut, cut + step))) continue
    yield [cut, overlay(old, after, cut)]
    yield [cut + step / 2, overlay(old, after, cut + step / 2)]
  }
}

function overlay(old: Buffer, next: Buffer, cut: number): Buffer {
  return Buffer.concat([next.subarray(0, cut), old.subarray(Math.min(cut, old.length))])
}
