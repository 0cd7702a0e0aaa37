/** The pure interpreter alone: what one state costs, without a store, and what reading a definition costs. */
import { compileDefinition, readDefinition } from '#asl'
import { assert, defaultLimits, Payload } from '#base'
import { needsMore, newHeader, step, type Execution } from '#interpreter'
import { chain } from './bench-engine.ts'
import { percentile, print } from './figures.ts'
import { largeDefinition } from './large-definition.ts'

const rounds = 2000
const length = 100
const readings = 15

export async function benchInterpreter(): Promise<void> {
  await measure('a Pass state', chain(length, { Type: 'Pass' }))
  await measure('a Pass state with Parameters and ResultPath', chain(length, passWithParameters))
  await measure('a Pass state with Assign', chain(length, passWithAssign))
  await measure('a Choice and a Pass state', choices(jsonPathChoice))
  await measure('a JSONata Pass state with two expressions', chain(length, jsonataPass))
  await measure('a JSONata Choice and a Pass state', choices(jsonataChoice))
  measureReading('a JSONPath definition of 1,000 states', JSON.stringify(largeDefinition('JSONPath')))
  measureReading('a JSONata definition of 1,000 states', JSON.stringify(largeDefinition('JSONata')))
}

const passWithParameters = {
  Type: 'Pass',
  Parameters: { 'id.$': '$.order.id', 'name.$': "States.Format('order {}', $.order.id)" },
  ResultPath: '$.result',
}

const passWithAssign = { Type: 'Pass', Assign: { 'id.$': '$.order.id', 'total.$': '$.order.total' } }

const jsonataPass = {
  Type: 'Pass',
  QueryLanguage: 'JSONata',
  Output: {
    order: '{% $states.input.order %}',
    sum: '{% $sum($states.input.order.lines) * 2 %}',
  },
}

const jsonPathChoice = { Variable: '$.order.total', NumericGreaterThan: 5 }
const jsonataChoice = { Condition: '{% $states.input.order.total > 5 %}' }

function choices(rule: object): unknown {
  const states: Record<string, unknown> = {}
  const language = 'Condition' in rule ? { QueryLanguage: 'JSONata' } : {}
  for (let i = 0; i < length / 2; i++) {
    const next = `P${i}`
    states[`C${i}`] = { Type: 'Choice', ...language, Choices: [{ ...rule, Next: next }] }
    states[next] = { Type: 'Pass', ...(i + 1 < length / 2 ? { Next: `C${i + 1}` } : { End: true }) }
  }
  return { StartAt: 'C0', States: states }
}

async function measure(what: string, definition: unknown): Promise<void> {
  const { machine } = readDefinition(JSON.stringify(definition))
  if (!machine) throw new Error('the definition of this bench is not valid')
  const input = Payload.fromText('{"order":{"id":"A-17","total":12.5,"lines":[1,2,3]}}')
  const environment = { limits: defaultLimits, taskToken: () => '' }
  const costs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const execution = newExecution(input)
    const begin = performance.now()
    const stepped = step(machine, execution, {
      event: { type: 'ExecutionStarted', at: 1, seed: 's' },
      environment,
    })
    const turn = stepped instanceof Promise ? await stepped : stepped
    costs.push((performance.now() - begin) * 1000)
    if (needsMore(turn) || turn.ended?.status !== 'SUCCEEDED') throw new Error('the run did not succeed')
  }
  print(`${what}, median`, `${(percentile(costs, 0.5) / length).toFixed(2)} µs`)
}

function measureReading(what: string, text: string): void {
  const read: number[] = []
  const compiled: number[] = []
  for (let round = 0; round < readings; round++) {
    // Another text each time: what is kept of expressions that were read before is not what is measured.
    const fresh = (half: number) => text.replaceAll('ROUND', String(2 * round + half))
    read.push(timed(() => assert(readDefinition(fresh(0)).machine, 'the definition of this bench is valid')))
    compiled.push(timed(() => compileDefinition(fresh(1))))
  }
  print(`${what}, compiled (parsed, made ready to run), median`, milliseconds(compiled))
  print(`${what}, read with all that can be told of it, median`, milliseconds(read))
}

function timed(work: () => void): number {
  const begin = performance.now()
  work()
  return performance.now() - begin
}

function milliseconds(costs: readonly number[]): string {
  const sorted = costs.toSorted((a, b) => a - b)
  return `${percentile(sorted, 0.5).toFixed(1)} ms (the first one ${costs[0]!.toFixed(1)} ms)`
}

function newExecution(input: Payload): Execution {
  const identity = {
    id: 1,
    executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e',
    name: 'e',
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
    stateMachineName: 'm',
    account: '000000000000',
    region: 'us-east-1',
    roleArn: 'arn:aws:iam::000000000000:role/bench',
    startedAt: 1,
    input,
  }
  const nothing = { frames: new Map(), absent: new Set<number>(), items: new Map(), activities: new Map() }
  return { identity, header: newHeader, complete: true, ...nothing }
}
