/**
 * `npm test`: every test, the fast parts first. One line for each part; what failed is shown in full.
 *
 * `npm test -- --only NAME` runs the parts whose name contains NAME.
 */
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { runPart, type Part } from './run-part.ts'

const parts: readonly { readonly name: string; readonly files: string }[] = [
  { name: 'unit: pure rooms', files: 'src/{base,query,asl,interpreter}/**/*.test.ts' },
  {
    name: 'unit: the other rooms',
    files: 'src/{store,integrations,functions,engine,triggers,api,cli}/**/*.test.ts',
  },
  { name: 'tools', files: '{tools,test/conformance,test/support}/**/*.test.ts' },
  { name: 'examples', files: 'examples/**/*.test.ts' },
  { name: 'scenarios', files: 'test/scenarios/**/*.test.ts' },
  { name: 'fuzzing', files: 'test/fuzz/**/*.test.ts' },
  { name: 'simulation', files: 'test/simulation/**/*.test.ts' },
  { name: 'stores of earlier releases', files: 'test/fixtures/**/*.test.ts' },
  { name: 'power loss', files: 'test/power-loss/**/*.test.ts' },
]

/** Node's own choice, one fewer than the cores, leaves half of a small machine idle. */
const filesAtOnce = Math.max(2, availableParallelism() - 1)

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const totals = { pass: 0, fail: 0, skipped: 0 }

for (const { name, files } of parts) {
  if (!name.includes(values.only) || globSync(files).length === 0) continue
  const { passed, output } = await runPart(partOf(name, files))
  for (const key of ['pass', 'fail', 'skipped'] as const) totals[key] += count(output, key)
  if (!passed) process.exitCode = 1
}

const verdict = process.exitCode === 1 ? 'FAILED' : 'passed'
console.log(`\n${verdict}: ${totals.pass} passed, ${totals.fail} failed, ${totals.skipped} skipped`)

function partOf(name: string, files: string): Part {
  return {
    name,
    command: [
      process.execPath,
      '--test',
      '--test-timeout=300000',
      `--test-concurrency=${filesAtOnce}`,
      '--test-reporter',
      './tools/quiet-reporter.ts',
      files,
    ],
    summary: (output) => [`${count(output, 'pass')} tests`, ...skippedLines(output)].join('\n'),
  }
}

/** What was not tested, with its reason: a skip that nobody sees is a test that nobody has. */
function skippedLines(output: string): readonly string[] {
  return output.match(/^skipped: .*$/gm)?.map((line) => `       ${line}`) ?? []
}

/** A figure of the reporter's closing line. */
function count(output: string, key: keyof typeof totals): number {
  return Number(new RegExp(`^totals .*\\b${key}=(\\d+)`, 'm').exec(output)?.[1] ?? 0)
}
