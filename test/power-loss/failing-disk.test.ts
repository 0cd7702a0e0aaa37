/** A disk that is full, and one whose syncs fail, under a real store in a process of its own (`io-shim.c`). */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { auditStore } from '#store/sqlite'
import { compileShim } from './compile-shim.ts'

const shim = compileShim()
const options = 'file' in shim ? {} : { skip: shim.missing }

let root = ''
before(() => void (root = mkdtempSync(join(tmpdir(), 'stepwell-failing-disk-'))))
after(() => rmSync(root, { recursive: true, force: true }))

test(
  'a full disk refuses groups and writes no half of one; with room again the store goes on',
  options,
  async () => {
    const writer = await startWriter('full')
    assert.equal(await writer.tell('2'), '2 done')
    writer.faultOn('disk-full')
    assert.match(await writer.tell('3'), /^3 StoreUnavailable: .*disk is full/)
    assert.match(await writer.tell('3'), /^3 StoreUnavailable: /)
    assert.equal(await writer.tell('read'), '1')
    writer.faultOff('disk-full')
    assert.equal(await writer.tell('3'), '3 done')
    assert.equal(await writer.tell('read'), '2')
    await writer.close()
    assert.deepEqual(auditStore(writer.directory).problems, [])
  },
)

test('a failed sync of the log poisons the store, which then refuses everything', options, async () => {
  const writer = await startWriter('sync')
  assert.equal(await writer.tell('2'), '2 done')
  writer.faultOn('fail-sync')
  assert.match(await writer.tell('3'), /^3 StorePoisoned: .*process has to stop/)
  writer.faultOff('fail-sync')
  assert.match(await writer.tell('4'), /^4 StorePoisoned: /)
  assert.match(await writer.tell('read'), /^read StorePoisoned: /)
  await writer.close()

  const next = await startWriter('sync')
  assert.equal(await next.tell('5'), '5 done')
  await next.close()
  assert.deepEqual(auditStore(next.directory).problems, [])
})

test('a failed sync of the database within a checkpoint poisons the store', options, async () => {
  const writer = await startWriter('checkpoint')
  writer.faultOn('fail-sync-db')
  const answers = []
  for (let number = 2; number < 40; number++) answers.push(await writer.tell(String(number)))
  assert.equal(answers[0], '2 done')
  assert.match(answers.at(-1)!, /^39 StorePoisoned: SQLite could not checkpoint the store/)
  await writer.close()
})

interface Writer {
  readonly directory: string
  tell(line: string): Promise<string>
  faultOn(name: string): void
  faultOff(name: string): void
  close(): Promise<void>
}

async function startWriter(name: string): Promise<Writer> {
  assert.ok('file' in shim)
  const directory = join(root, name)
  const faults = join(root, `${name}-faults`)
  mkdirSync(faults, { recursive: true })
  const child = spawn(process.execPath, [join(import.meta.dirname, 'write-as-told.ts'), directory], {
    env: { ...process.env, LD_PRELOAD: shim.file, SHIM_DIRECTORY: faults },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => (await lines.next()).value as string
  assert.equal(await nextLine(), 'ready')
  return {
    directory,
    tell(line) {
      child.stdin.write(`${line}\n`)
      return nextLine()
    },
    faultOn: (fault) => writeFileSync(join(faults, fault), ''),
    faultOff: (fault) => rmSync(join(faults, fault)),
    async close() {
      const exited = once(child, 'exit')
      child.stdin.end()
      await exited
    },
  }
}
