/** `stepwell stop` and `stepwell redrive --where`, without their command lines. */
import { setTimeout as pause } from 'node:timers/promises'
import { apiClient } from './api-client.ts'
import type { BulkOptions } from './commands/bulk.ts'
import type { StopOptions } from './commands/stop.ts'
import { consoleClient, type ConsoleClient } from './console-client.ts'
import { executionLines, type TableExecution } from './executions-table.ts'
import { countText } from './show-executions.ts'
import { UserError } from './user-error.ts'

interface Preview {
  readonly count: { readonly atLeast: number; readonly estimate: number; readonly isExact: boolean }
  readonly first: readonly TableExecution[]
}

interface Job {
  readonly id: string
  readonly status: 'RUNNING' | 'DONE' | 'CANCELED' | 'FAILED'
  readonly reason?: string
  readonly matched: number
  readonly changed: number
  readonly skipped: number
  readonly failed: number
  readonly notes: readonly { readonly executionArn: string; readonly message: string }[]
}

type Bulk = { readonly kind: 'stop' | 'redrive' } & Readonly<Record<string, string | undefined>>

/** How often a job is asked how far it is. */
const pollMs = 500

/** Stops one execution, or what a search finds; the exit code. Throws UserError where the server refuses it. */
export async function stopExecutions(execution: string | undefined, options: StopOptions): Promise<number> {
  const { error, cause } = options
  if (isBulk(execution, options)) return runBulk({ kind: 'stop', error, cause }, options)
  if (execution === undefined)
    throw new UserError('name an execution by its ARN, or those to stop with --where or --machine.')
  const input = { executionArn: execution, error, cause }
  const stopped = await apiClient(options.endpoint).send<{ stopDate: number }>('StopExecution', input)
  console.log(options.json ? JSON.stringify(stopped) : `${execution} has stopped`)
  return 0
}

/** Whether a search says which executions are meant. Throws UserError where an ARN does so, too. */
export function isBulk(execution: string | undefined, { where, machine }: BulkOptions): boolean {
  if (where === undefined && machine === undefined) return false
  if (execution === undefined) return true
  throw new UserError('either an ARN or --where and --machine say which executions are meant, not both.')
}

/** Shows what would be done, or does it and waits until it is; 1 where some executions were not changed by a failure. */
export async function runBulk(bulk: Bulk, options: BulkOptions): Promise<number> {
  const client = consoleClient(options.endpoint)
  const body = { ...bulk, where: options.where, machine: options.machine }
  if (!options.yes) return showPreview(client, body, options)
  const { job } = await client.send<{ job: Job }>('POST', 'bulk-jobs', body)
  if (!options.json) console.log(`bulk job ${job.id}`)
  const over = await waitFor(client, job)
  if (options.json) console.log(JSON.stringify(over))
  else for (const line of jobLines(over, bulk.kind)) console.log(line)
  return over.status === 'DONE' && over.failed === 0 ? 0 : 1
}

async function showPreview(client: ConsoleClient, body: Bulk, { json }: BulkOptions): Promise<number> {
  const preview = await client.send<Preview>('POST', 'bulk-jobs/preview', body)
  if (json) console.log(JSON.stringify(preview))
  else {
    const verb = body.kind === 'stop' ? 'stopped' : 'redriven'
    console.log(`${countText(preview.count)} executions would be ${verb}; the newest of them:`)
    for (const line of executionLines(preview.first)) console.log(line)
    console.log('Nothing was changed. With --yes it is done.')
  }
  return 0
}

async function waitFor(client: ConsoleClient, begun: Job): Promise<Job> {
  let job = begun
  while (job.status === 'RUNNING') {
    await pause(pollMs)
    job = (await client.send<{ job: Job }>('GET', `bulk-jobs/${job.id}`)).job
  }
  return job
}

function jobLines(job: Job, kind: Bulk['kind']): readonly string[] {
  const verb = kind === 'stop' ? 'stopped' : 'redriven'
  const { changed, skipped, failed, status, reason, notes } = job
  return [
    `${changed} ${verb}, ${skipped} left as they were, ${failed} failed`,
    ...(status === 'DONE' ? [] : [`the job was ${status}${reason === undefined ? '' : `: ${reason}`}`]),
    ...notes.map(({ executionArn, message }) => `  ${executionArn}  ${message}`),
  ]
}
