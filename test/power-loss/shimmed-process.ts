/** A process whose disk a test can break (`io-shim.c`), which does what its standard input says, line by line. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface ShimmedProcess {
  /** The directory of its store. */
  readonly directory: string
  /** Says a line and gives the line that comes back. */
  tell(line: string): Promise<string>
  faultOn(name: string): void
  faultOff(name: string): void
  /** Ends its input and waits until it is gone; gives its exit code. */
  close(): Promise<number | null>
  /** Deletes what it wrote. */
  remove(): void
}

/** Starts the script, which is given the store's directory and has to print `ready`. */
export async function startShimmed(script: string, shim: string): Promise<ShimmedProcess> {
  const root = mkdtempSync(join(tmpdir(), 'stepwell-shimmed-'))
  const [directory, faults] = [join(root, 'store'), join(root, 'faults')]
  mkdirSync(faults)
  const child = spawn(process.execPath, [script, directory], {
    env: { ...process.env, LD_PRELOAD: shim, SHIM_DIRECTORY: faults },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => {
    const { value } = await lines.next()
    if (value === undefined) throw new Error(`${script} has ended without an answer`)
    return value
  }
  const tell = (line: string) => {
    child.stdin.write(`${line}\n`)
    return nextLine()
  }
  const ready = await nextLine()
  if (ready !== 'ready') throw new Error(`${script} is not ready: ${ready}`)
  return {
    directory,
    tell,
    faultOn: (fault) => writeFileSync(join(faults, fault), ''),
    faultOff: (fault) => rmSync(join(faults, fault)),
    async close() {
      const exited = once(child, 'exit') as Promise<[number | null]>
      child.stdin.end()
      const [code] = await exited
      return code
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
