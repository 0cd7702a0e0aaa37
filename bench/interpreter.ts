/** The pure interpreter alone: what one state costs, without a store. */
import { readDefinition } from '#asl'
import { defaultLimits, Payload } from '#base'
import { needsMore, newHeader, step, type Execution } from '#interpreter'
import { chain } from './bench-engine.ts'
import { percentile, print } from './figures.ts'

const rounds = 2000
const length = 100

export async function benchInterpreter(): Promise<void> {
  await measure('a Pass state', chain(length, { Type: 'Pass' }))
  await measure('a Pass state with Parameters and ResultPath', chain(length, passWithParameters))
  await measure('a Choice and a Pass state', choices())
}

const passWithParameters = {
  Type: 'Pass',
  Parameters: { 'id.$': '$.order.id', 'name.$': "States.Format('order {}', $.order.id)" },
  ResultPath: '$.result',
}

function choices(): unknown {
  const states: Record<string, unknown> = {}
  for (let i = 0; i < length / 2; i++) {
    const next = `P${i}`
    states[`C${i}`] = {
      Type: 'Choice',
      Choices: [{ Variable: '$.order.total', NumericGreaterThan: 5, Next: next }],
    }
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
