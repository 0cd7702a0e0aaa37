/** Integrations that are tables, with their watching of jobs: against a service that is scripted call by call. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AslError, type Json, type JsonObject, type Outcome } from '#base'
import { taskCall } from '../contract.ts'
import { serverStops, type TaskAnswer } from '../port.ts'
import { batch } from './batch.ts'
import { codebuild } from './codebuild.ts'
import { ecs } from './ecs.ts'
import { glue } from './glue.ts'
import { optimizedIntegration } from './optimized.ts'
import type { ServiceDescription, ServiceRequest } from './service-description.ts'

type Answers = Readonly<Record<string, readonly (JsonObject | AslError)[]>>

/** Gives each action's answers in turn, the last one for ever, and notes what it was asked. */
function scripted(description: ServiceDescription, answers: Answers) {
  const requests: ServiceRequest[] = []
  const client = (request: ServiceRequest) => {
    const earlier = requests.filter(({ action }) => action === request.action).length
    requests.push(request)
    const given = answers[request.action] ?? assert.fail(`${request.action} was not expected`)
    const output = given[Math.min(earlier, given.length - 1)]!
    return Promise.resolve(output instanceof AslError ? output : { output, metadata: {} })
  }
  const integration = optimizedIntegration(description, { runners: () => client })
  const actions = () => requests.map(({ action }) => action)
  return { integration, requests, actions }
}

async function finished(answer: Promise<Outcome<TaskAnswer>>): Promise<Outcome<Json>> {
  const outcome = await answer
  if (outcome instanceof AslError) return outcome
  assert(outcome.finished, 'the end of the job is told')
  return outcome.finished
}

const runTask = { service: 'ecs', action: 'runTask', pattern: 'sync' } as const
const started = { Tasks: [{ TaskArn: 'task-1', ClusterArn: 'cluster-1' }], Failures: [] }
const running = { Tasks: [{ TaskArn: 'task-1', LastStatus: 'RUNNING' }] }

function stopped(exitCode: number): JsonObject {
  return { Tasks: [{ TaskArn: 'task-1', LastStatus: 'STOPPED', Containers: [{ ExitCode: exitCode }] }] }
}

test('a job is looked at until it has ended, and its description is the result', async () => {
  const service = scripted(ecs, { runTask: [started], describeTasks: [running, stopped(0)] })
  const result = await finished(service.integration.call(taskCall(runTask, { TaskDefinition: 'resize' })))
  assert.deepEqual(result, (stopped(0)['Tasks'] as Json[])[0])
  assert.equal(service.requests[0]!.parameters['StartedBy'], 'AWS Step Functions')
  assert.deepEqual(service.requests[1]!.parameters, { Cluster: 'cluster-1', Tasks: ['task-1'] })
})

test("a job that failed is States.TaskFailed with the service's JSON as its cause", async () => {
  const service = scripted(ecs, { runTask: [started], describeTasks: [stopped(3)] })
  const result = await finished(service.integration.call(taskCall(runTask, {})))
  assert(result instanceof AslError)
  assert.equal(result.error, 'States.TaskFailed')
  assert.deepEqual(JSON.parse(result.cause!), (stopped(3)['Tasks'] as Json[])[0])
})

test('a task that could not be placed fails what waits for it, and is shown to what does not', async () => {
  const failures = { Tasks: [], Failures: [{ Reason: 'RESOURCE:MEMORY' }] }
  const { integration } = scripted(ecs, { runTask: [failures] })
  const waits = await integration.call(taskCall(runTask, {}))
  assert(waits instanceof AslError)
  assert.equal(waits.error, 'AmazonECS.Unknown')
  const shown = await integration.call(taskCall({ service: 'ecs', action: 'runTask' }, {}))
  assert(!(shown instanceof AslError))
  assert.deepEqual(shown.output, failures)
})

test('after a crash a job that was submitted is watched and not submitted again', async () => {
  const service = scripted(ecs, { describeTasks: [stopped(0)] })
  const call = { ...taskCall(runTask, {}), submission: started }
  assert(!((await finished(service.integration.call(call))) instanceof AslError))
  assert.deepEqual(service.actions(), ['describeTasks'])
})

for (const [reason, stops] of [
  ['the execution was stopped', true],
  [serverStops, false],
] as const) {
  test(`when ${reason}, a job ${stops ? 'is stopped' : 'goes on'}`, async () => {
    const service = scripted(batch, {
      submitJob: [{ JobId: '1' }],
      describeJobs: [{ Jobs: [{ Status: 'RUNNING' }] }],
      terminateJob: [{}],
    })
    const controller = new AbortController()
    const resource = { service: 'batch', action: 'submitJob', pattern: 'sync' } as const
    const { signal } = controller
    const answer = await service.integration.call(taskCall(resource, {}, { signal }))
    assert(!(answer instanceof AslError))
    controller.abort(reason)
    assert((await answer.finished) instanceof AslError)
    assert.equal(service.actions().includes('terminateJob'), stops)
  })
}

test('a look that fails is taken again, and ten in a row end the task', async () => {
  const away = new AslError('Glue.SdkClientException', 'away')
  const done = { JobRun: { JobRunState: 'SUCCEEDED', Id: 'run-1' } }
  const resource = { service: 'glue', action: 'startJobRun', pattern: 'sync' } as const
  const call = taskCall(resource, { JobName: 'nightly' })
  const back = scripted(glue, { startJobRun: [{ JobRunId: 'run-1' }], getJobRun: [away, done] })
  assert.deepEqual(await finished(back.integration.call(call)), done.JobRun)
  assert.deepEqual(back.requests[2]!.parameters, { JobName: 'nightly', RunId: 'run-1' })
  const gone = scripted(glue, { startJobRun: [{ JobRunId: 'run-1' }], getJobRun: [away] })
  assert.equal(await finished(gone.integration.call(call)), away)
  assert.equal(gone.actions().filter((action) => action === 'getJobRun').length, 10)
})

test("a member that takes a key gets the task's own, the same when it is sent again", async () => {
  const { integration, requests } = scripted(codebuild, { startBuild: [{ Build: { Id: 'a:1' } }] })
  const call = taskCall({ service: 'codebuild', action: 'startBuild' }, { ProjectName: 'site' })
  await integration.call(call)
  await integration.call(call)
  const keys = requests.map(({ parameters }) => parameters['IdempotencyToken'])
  assert.match(String(keys[0]), /^[0-9a-f]{64}$/)
  assert.equal(keys[0], keys[1])
})
