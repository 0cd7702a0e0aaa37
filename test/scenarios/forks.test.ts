/** Forks and redrives from a chosen state, by the command line on the real server, which is killed in between; and drafts. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { SFN } from '@aws-sdk/client-sfn'
import { executionEnd } from '../support/execution-end.ts'
import { runCommand } from '../support/run-command.ts'
import { sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { writeTree } from '../support/write-tree.ts'

const roleArn = 'arn:aws:iam::000000000000:role/test'
const operator = { accessKeyId: 'AKIAOPERATOR', secretAccessKey: 'operator-secret' }
const viewer = { accessKeyId: 'AKIAVIEWER', secretAccessKey: 'viewer-secret' }
const admin = { accessKeyId: 'AKIAADMIN', secretAccessKey: 'admin-secret' }

let folder: string
let server: TestServer
let sfn: SFN

/** Fails for an amount that is not positive. */
const charge = `
export const handler = async ({ amount, customer }) => {
  if (!(amount > 0)) throw new Error('cannot charge ' + amount)
  return { charged: amount, customer }
}`

const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Read',
  States: {
    Read: { Type: 'Pass', Assign: { customer: '{% $states.input.customer %}' }, Next: 'Charge' },
    Charge: {
      Type: 'Task',
      Resource: 'charge',
      Arguments: { amount: '{% $states.input.amount %}', customer: '{% $customer %}' },
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: 1, Next: 'Done' },
    Done: { Type: 'Pass', End: true },
  },
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepwell-forks-'))
  const key = { account: '000000000000' }
  await writeTree(folder, {
    'functions/charge.mjs': charge,
    'keys.json': JSON.stringify({
      keys: [
        { ...key, ...operator, principal: 'olga', role: 'operator' },
        { ...key, ...viewer, principal: 'vera', role: 'viewer' },
        { ...key, ...admin, principal: 'ada', role: 'admin' },
      ],
    }),
  })
  await boot()
})
after(async () => {
  sfn.destroy()
  await server.remove()
  await rm(folder, { recursive: true, force: true })
})

async function boot(): Promise<void> {
  server = await startServer({
    dataDirectory: join(folder, 'data'),
    workingDirectory: folder,
    arguments: ['--keys', join(folder, 'keys.json')],
  })
  sfn = sdk(server.endpoint, { credentials: admin })
}

async function killAndBoot(): Promise<void> {
  sfn.destroy()
  await server.kill()
  await boot()
}

/** Runs a command as somebody, against the server. */
async function stepwell(who: typeof operator, ...args: readonly string[]) {
  const environment = { AWS_ACCESS_KEY_ID: who.accessKeyId, AWS_SECRET_ACCESS_KEY: who.secretAccessKey }
  const [name = '', ...rest] = args
  const given = [name, ...rest, '--endpoint', server.endpoint]
  return runCommand(given, { workingDirectory: folder, environment })
}

async function console(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; json: Answer }> {
  const authorization = `Basic ${Buffer.from(`${admin.accessKeyId}:${admin.secretAccessKey}`).toString('base64')}`
  const response = await fetch(`${server.endpoint}/console/api/${path}`, {
    method,
    headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, json: (await response.json()) as Answer }
}

/** What the console answers, as far as this file looks at it. */
interface Answer {
  readonly error: string
  readonly executionArn: string
  readonly revisionId: string
  readonly forkedFrom?: { readonly executionArn: string; readonly eventId: number }
  readonly interventions: readonly { readonly principal: string; readonly edited: readonly string[] }[]
  readonly forks: readonly { readonly arn: string }[]
  readonly draft: { readonly id: string; readonly edition: number; readonly text: string }
  readonly drafts: readonly unknown[]
  readonly current: { readonly definition: string }
}

let executionArn: string
let stateMachineArn: string

test('a failed execution is forked with an edited input, and the server is killed behind the answer', async () => {
  const created = await sfn.createStateMachine({
    name: 'orders',
    definition: JSON.stringify(definition),
    roleArn,
  })
  stateMachineArn = created.stateMachineArn!
  const input = JSON.stringify({ amount: -1, customer: 'C-1' })
  executionArn = (await sfn.startExecution({ stateMachineArn, input })).executionArn!
  assert.equal((await executionEnd(sfn, executionArn)).status, 'FAILED')
  const recorded = (await sfn.getExecutionHistory({ executionArn })).events

  await writeFile(join(folder, 'input.json'), '{ "amount": 5 }')
  const { code, stdout, stderr } = await stepwell(
    operator,
    'fork',
    executionArn,
    '--from',
    'Charge',
    '--input',
    'input.json',
    '--name',
    'corrected',
  )
  assert.equal(code, 0, stderr)
  const forked = executionArn.replace(/:[^:]+$/, ':corrected')
  assert.equal(stdout, `${forked}\n  begins at Charge of ${executionArn}; edited: input\n`)
  await killAndBoot()
  const end = await executionEnd(sfn, forked)
  assert.deepEqual([end.status, JSON.parse(end.output!)], ['SUCCEEDED', { charged: 5, customer: 'C-1' }])
  // The answers of AWS's API have nothing that AWS lacks: the client has checked that. The execution is as it was.
  assert.equal(end.input, input)
  assert.deepEqual((await sfn.getExecutionHistory({ executionArn })).events, recorded)
  const { events } = await sfn.getExecutionHistory({ executionArn: forked })
  assert.deepEqual(
    events!.slice(0, 2).map(({ type, previousEventId }) => [type, previousEventId]),
    [
      ['ExecutionStarted', 0],
      ['TaskStateEntered', 0],
    ],
  )
  assert.equal(events![1]!.stateEnteredEventDetails!.input, '{"amount":5}')

  const { json } = await console('GET', `execution?arn=${encodeURIComponent(forked)}`)
  assert.deepEqual(json.forkedFrom, { executionArn, eventId: 4 })
  assert.equal(json.interventions[0]?.principal, 'olga')
  assert.deepEqual(json.interventions[0]?.edited, ['input'])
  const source = await console('GET', `execution?arn=${encodeURIComponent(executionArn)}`)
  assert.deepEqual(
    source.json.forks.map(({ arn }) => arn),
    [forked],
  )
})

test('a failed execution goes on at a state of the caller with edited variables, over a crash', async () => {
  const edits = ['--input', '{"amount": 7}', '--variables', '{"customer": "C-2"}']
  const { code, stdout, stderr } = await stepwell(
    operator,
    'redrive',
    executionArn,
    '--from',
    'Charge',
    ...edits,
  )
  assert.equal(code, 0, stderr)
  assert.equal(stdout, `${executionArn} goes on\n`)
  await killAndBoot()
  const end = await executionEnd(sfn, executionArn)
  assert.deepEqual([end.status, end.redriveCount], ['SUCCEEDED', 1])
  assert.deepEqual(JSON.parse(end.output!), { charged: 7, customer: 'C-2' })
  const { json } = await console('GET', `execution?arn=${encodeURIComponent(executionArn)}`)
  const [intervention] = json.interventions
  assert.deepEqual([intervention?.principal, intervention?.edited], ['olga', ['input', 'variable customer']])
  assert.equal(json.forkedFrom, undefined)
})

test('who may only look neither forks nor redrives, and what cannot be is told in a sentence', async () => {
  const denied = await stepwell(viewer, 'fork', executionArn, '--from', 'Charge')
  assert.equal(denied.code, 1)
  assert.match(denied.stderr, /AccessDeniedException/)
  const nowhere = await stepwell(operator, 'fork', executionArn, '--from', 'Nowhere')
  assert.match(nowhere.stderr, /The execution has not entered a state 'Nowhere'\./)
  const succeeded = await stepwell(operator, 'redrive', executionArn)
  assert.match(succeeded.stderr, /ExecutionNotRedrivable/)
  const nothing = await stepwell(operator, 'fork', executionArn)
  assert.match(nothing.stderr, /name the state that the fork begins at: --from STATE, or --event ID/)
  const foreign = await fetch(`${server.endpoint}/console/api/forks`, {
    method: 'POST',
    headers: { origin: 'https://elsewhere.example' },
    body: '{}',
  })
  assert.equal(foreign.status, 400)
})

test('a draft is written, tried on an execution, refused where the state machine has changed, and published', async () => {
  const created = await console('POST', 'drafts', { title: 'a discount', stateMachineArn })
  const { id, edition, text } = created.json.draft
  assert.deepEqual([edition, JSON.parse(text)], [1, definition])
  const better = {
    ...definition,
    States: { ...definition.States, Done: { Type: 'Pass', Output: 'cheaper', End: true } },
  }
  const broken = await console('PUT', `drafts/${id}`, { edition: 1, text: '{"StartAt":' })
  assert.equal(broken.json.draft.edition, 2)
  const invalid = await console('POST', `drafts/${id}/publish`, { edition: 2 })
  assert.deepEqual([invalid.status, invalid.json.error], [400, 'InvalidDefinition'])
  const stale = await console('PUT', `drafts/${id}`, { edition: 1, text: '{}' })
  assert.deepEqual([stale.status, stale.json.draft.edition], [409, 2])
  await console('PUT', `drafts/${id}`, { edition: 2, text: JSON.stringify(better) })
  await killAndBoot()

  const tried = await console('POST', 'forks', { executionArn, from: 'Done', draft: id })
  assert.equal((await executionEnd(sfn, tried.json.executionArn)).output, '"cheaper"')

  await sfn.updateStateMachine({ stateMachineArn, roleArn: `${roleArn}-other` })
  const conflict = await console('POST', `drafts/${id}/publish`, { edition: 3 })
  assert.equal(conflict.status, 409)
  assert.deepEqual(JSON.parse(conflict.json.current.definition), definition)
  assert.equal(conflict.json.draft.edition, 3)
  await console('PUT', `drafts/${id}`, { edition: 3, stateMachineArn })
  const published = await console('POST', `drafts/${id}/publish`, { edition: 4 })
  assert.equal(published.status, 200, JSON.stringify(published.json))
  const described = await sfn.describeStateMachine({ stateMachineArn })
  assert.deepEqual(JSON.parse(described.definition!), better)
  assert.equal(described.revisionId, published.json.revisionId)
  assert.deepEqual((await console('GET', 'drafts')).json.drafts, [])
  assert.equal((await console('GET', `drafts/${id}`)).status, 404)
})
