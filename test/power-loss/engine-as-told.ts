/**
 * A process with an engine that does what it is told, for tests that break its disk meanwhile.
 *
 * `engine-as-told.ts STORE`. Lines on its standard input: `start MACHINE NAME`, `status MACHINE NAME`,
 * `ended MACHINE NAME` (waits), `answer` (ends the tasks that are in flight) and `counts`. Each is answered by one line.
 */
import { createInterface } from 'node:readline'
import { defaultLimits, executionArn, Payload, type Outcome } from '#base'
import { openEngine, type TaskResult } from '#engine'
import { openSqliteStore } from '#store/sqlite'

const namespace = { account: '000000000000', region: 'us-east-1' }
const states = {
  quick: { Type: 'Pass', End: true },
  work: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:work', End: true },
  wait: { Type: 'Wait', Seconds: 1, End: true },
}

const sent: ((outcome: Outcome<TaskResult>) => void)[] = []
const reports: string[] = []
const store = await openSqliteStore({ directory: process.argv[2]! })
const engine = await openEngine({
  store,
  limits: defaultLimits,
  send: () => new Promise((resolve) => sent.push(resolve)),
  report: (error) => reports.push(error.message),
})
for (const [name, state] of Object.entries(states)) {
  await engine.catalog.createMachine({
    ...namespace,
    name,
    definition: JSON.stringify({ StartAt: 'Only', States: { Only: state } }),
    roleArn: 'arn:aws:iam::000000000000:role/test',
    type: 'STANDARD',
    configuration: '{}',
  })
}
console.log('ready')

for await (const line of createInterface({ input: process.stdin })) {
  const [what, machine = '', name = ''] = line.split(' ')
  try {
    console.log(await carryOut(what!, machine, name))
  } catch (error) {
    console.log(`${(error as Error).name}: ${(error as Error).message}`)
  }
}
await engine.close()
await store.close()

async function carryOut(what: string, machine: string, name: string): Promise<string> {
  const arn = executionArn(namespace, machine, name)
  switch (what) {
    case 'start': {
      const started = await engine.start({ ...namespace, stateMachineName: machine, name, input: '{}' })
      return 'refused' in started ? started.refused : 'started'
    }
    case 'status':
      return (await engine.execution(arn))?.status ?? 'none'
    case 'ended':
      return (await engine.ended(arn)).status
    case 'answer':
      for (const answer of sent.splice(0)) answer({ output: Payload.fromValue('answered') })
      return 'answered'
    default: {
      const { RUNNING, SUCCEEDED } = (await store.statistics()).executionsByStatus
      return `${RUNNING} running, ${SUCCEEDED} succeeded, reports: ${JSON.stringify(reports)}`
    }
  }
}
