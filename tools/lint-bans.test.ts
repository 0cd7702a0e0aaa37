/** The lint rules that the design leans on are on: each is seen to fail on a line that breaks it. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, before, test } from 'node:test'

/** A file for each ban: what it says, and the rule that has to speak. */
const bans: Readonly<Record<string, { readonly text: string; readonly rule: string }>> = {
  'src/base/clock.ts': { text: 'export const at = Date.now()', rule: 'no-restricted-globals' },
  'src/asl/new-date.ts': { text: 'export const at = new Date(0)', rule: 'no-restricted-globals' },
  'src/query/dice.ts': { text: 'export const dice = Math.random()', rule: 'no-restricted-properties' },
  'src/interpreter/timer.ts': { text: 'setTimeout(() => {}, 1)', rule: 'no-restricted-globals' },
  'src/interpreter/files.ts': { text: `import 'node:fs'`, rule: 'no-nodejs-modules' },
  'src/engine/floating.ts': {
    text: 'export function go(work: Promise<void>): void { work }',
    rule: 'no-floating-promises',
  },
  'src/engine/misused.ts': {
    text: 'export const all = (list: number[]): void => list.forEach(async (n) => { await Promise.resolve(n) })',
    rule: 'no-misused-promises',
  },
  'src/engine/awaited.ts': {
    text: 'export const one = async (): Promise<number> => await 1',
    rule: 'await-thenable',
  },
  'src/engine/switch.ts': {
    text: `export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1\n  }\n  return 2\n}`,
    rule: 'switch-exhaustiveness-check',
  },
  'src/engine/any.ts': { text: 'export const f = (x: any): unknown => x', rule: 'no-explicit-any' },
  'src/engine/assertion.ts': {
    text: 'export const f = (x: string): string => x as string',
    rule: 'no-unnecessary-type-assertion',
  },
  'src/engine/parameters.ts': {
    text: 'export const f = (a: number, b: number, c: number, d: number): number => a + b + c + d',
    rule: 'max-params',
  },
  'src/engine/long-function.ts': {
    text: `export function f(n: number): number {\n${'  n = n + 1\n'.repeat(70)}  return n\n}`,
    rule: 'max-lines-per-function',
  },
  'src/engine/long-file.ts': { text: `export const a = 1\n${'// A line.\n'.repeat(500)}`, rule: 'max-lines' },
  'src/engine/complex.ts': {
    text: `export const f = (a: number): number => {\n${'  if (a > 1) a = 2\n'.repeat(17)}  return a\n}`,
    rule: 'complexity',
  },
  'src/engine/camelCase.ts': { text: 'export const a = 1', rule: 'filename-case' },
}

const directory = mkdtempSync(join(tmpdir(), 'stepwell-lint-'))
let output = ''

before(() => {
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'))
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
    copyFileSync(file, join(directory, file))
  for (const [file, { text }] of Object.entries(bans)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), `${text}\n`)
  }
  const run = spawnSync(resolve('node_modules/.bin/oxlint'), ['--format', 'unix', 'src'], {
    cwd: directory,
    encoding: 'utf8',
  })
  output = run.stdout + run.stderr
})
after(() => rmSync(directory, { recursive: true }))

for (const [file, { rule }] of Object.entries(bans)) {
  test(`${rule} speaks about ${file}`, () => {
    const lines = output.split('\n').filter((line) => line.includes(file))
    assert.ok(
      lines.some((line) => line.includes(`(${rule})`)),
      `expected ${rule} for ${file}, but lint said:\n${lines.join('\n') || output.slice(0, 2000)}`,
    )
  })
}

test('what is banned in pure rooms is allowed elsewhere', () => {
  writeFileSync(join(directory, 'src/engine/clock.ts'), 'export const at = Date.now() + Math.random()\n')
  const run = spawnSync(resolve('node_modules/.bin/oxlint'), ['src/engine/clock.ts'], {
    cwd: directory,
    encoding: 'utf8',
  })
  assert.equal(run.status, 0, run.stdout)
})
