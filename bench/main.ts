/**
 * `npm run bench -- [--only NAME,…] [--quick]`: measures and prints, with the machine it ran on. See README.md for
 * what each figure means and what is not measured. Nothing here passes or fails.
 */
import { parseArgs } from 'node:util'
import { describeMachine } from './machine.ts'
import { benchExpress } from './express.ts'
import { benchHttp } from './http.ts'
import { benchInterpreter } from './interpreter.ts'
import { benchMapRun } from './map-run.ts'
import { benchMap } from './map.ts'
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
  map: benchMap,
  'map-run': benchMapRun,
  waiting: benchWaiting,
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
})
const names = values.only?.split(',') ?? Object.keys(parts)

console.log(describeMachine())
for (const name of names) {
  const part = parts[name]
  if (!part) throw new Error(`there is no part ${name}; there are ${Object.keys(parts).join(', ')}`)
  console.log(`\n${name}`)
  await part(values.quick ? quick : whole)
}
