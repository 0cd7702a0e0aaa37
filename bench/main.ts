/**
 * `npm run bench -- [--only NAME,…] [--quick]`: measures and prints, with the machine it ran on. See README.md for
 * what each figure means and what is not measured. Nothing here passes or fails.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { describeMachine } from './machine.ts'
import { benchEncryption } from './encryption.ts'
import { benchEvents } from './events.ts'
import { benchExpress } from './express.ts'
import { benchHttp } from './http.ts'
import { benchInterpreter } from './interpreter.ts'
import { benchMapRun } from './map-run.ts'
import { benchMap } from './map.ts'
import { benchSearch } from './search.ts'
import { benchTasks } from './tasks.ts'
import { benchTransitions } from './transitions.ts'
import { benchWaiting } from './waiting.ts'

/** How long and how much: the whole is what the figures are quoted from, `--quick` only shows that it works. */
export interface BenchScale {
  readonly storedExecutions: number
  readonly sustainedSeconds: number
  readonly waitingExecutions: number
  readonly requests: number
  readonly mapRows: number
}

const whole: BenchScale = {
  storedExecutions: 1_000_000,
  sustainedSeconds: 60,
  waitingExecutions: 1_000_000,
  requests: 60_000,
  mapRows: 1_000_000,
}
const quick: BenchScale = {
  storedExecutions: 20_000,
  sustainedSeconds: 3,
  waitingExecutions: 20_000,
  requests: 4000,
  mapRows: 20_000,
}

const parts: Readonly<Record<string, (scale: BenchScale) => Promise<void>>> = {
  interpreter: benchInterpreter,
  transitions: benchTransitions,
  express: benchExpress,
  http: benchHttp,
  tasks: benchTasks,
  search: benchSearch,
  encryption: benchEncryption,
  events: benchEvents,
  map: benchMap,
  'map-run': benchMapRun,
  waiting: benchWaiting,
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
})
const names = values.only?.split(',') ?? Object.keys(parts)

for (const name of names)
  if (!parts[name]) throw new Error(`there is no part ${name}; there are ${Object.keys(parts).join(', ')}`)

const [only, ...others] = names
if (only !== undefined && others.length === 0) {
  console.log(`\n${only}`)
  await parts[only]!(values.quick ? quick : whole)
} else {
  console.log(await describeMachine())
  for (const name of names) await runAlone(name)
}

/** In a process of its own: what one part leaves in memory is not to slow the next one. */
async function runAlone(name: string): Promise<void> {
  const size = values.quick ? ['--quick'] : []
  const part = spawn(process.execPath, [import.meta.filename, '--only', name, ...size], { stdio: 'inherit' })
  const [code] = (await once(part, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`the part ${name} did not end well`)
}
