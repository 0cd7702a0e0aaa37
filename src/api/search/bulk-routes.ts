/** The console's API of bulk jobs: what is stopped or redriven, and how far that is. */
import type { JsonObject } from '#base'
import type { SearchError } from '#query'
import type { BulkJob, BulkRequest, SearchHit } from '#engine'
import { ThrottlingException, ValidationException } from '../common-errors.ts'
import { bodyMembers, optionalText, requiredText } from '../console-body.ts'
import { ConsoleRefusal, type ConsoleCall, type ConsoleRoute } from '../console-route.ts'

const jobsListed = 100
const errorCharactersMax = 256
const causeCharactersMax = 32_768

interface Shown {
  readonly refusal: (error: SearchError) => Error
  readonly show: (hit: SearchHit) => object
}

export function bulkRoutes({ refusal, show }: Shown): readonly ConsoleRoute[] {
  return [
    {
      method: 'GET',
      path: 'bulk-jobs',
      needs: 'read',
      run: async ({ service, caller }) => {
        const jobs = await service.engine.search.jobs.jobs(caller, jobsListed)
        return { jobs: jobs.map(showJob) }
      },
    },
    {
      method: 'GET',
      path: 'bulk-jobs/:id',
      needs: 'read',
      run: async (call) => ({ job: showJob(await find(call)) }),
    },
    {
      method: 'POST',
      path: 'bulk-jobs/preview',
      needs: 'operate',
      run: async (call) => {
        const preview = await call.service.engine.search.jobs.preview(requestOf(call))
        if (!('count' in preview)) throw refusal(preview)
        return { count: preview.count, first: preview.first.map(show) }
      },
    },
    {
      method: 'POST',
      path: 'bulk-jobs',
      needs: 'operate',
      run: async (call) => {
        const job = await call.service.engine.search.jobs.start(requestOf(call))
        if (job === 'too-many')
          throw new ThrottlingException(
            'Several bulk jobs are under way already: wait for one, or cancel it.',
          )
        if (!('id' in job)) throw refusal(job)
        return { job: showJob(job) }
      },
    },
    {
      method: 'POST',
      path: 'bulk-jobs/:id/cancel',
      needs: 'operate',
      run: async (call) => {
        const job = await call.service.engine.search.jobs.cancel(call.caller, idOf(call))
        if (!job) throw unknownJob(call)
        return { job: showJob(job) }
      },
    },
  ]
}

function requestOf({ body, caller }: ConsoleCall): BulkRequest {
  const wanted = bodyMembers(body, ['kind', 'where', 'machine', 'error', 'cause'])
  const kind = requiredText(wanted, 'kind')
  if (kind !== 'stop' && kind !== 'redrive')
    throw new ValidationException(`'kind' has to be "stop" or "redrive", and is "${kind}".`)
  const { account, region, principal } = caller
  const where = optionalText(wanted, 'where') ?? ''
  const machine = optionalText(wanted, 'machine')
  if (where.trim() === '' && machine === undefined) {
    throw new ValidationException(
      `'where' is missing: say which executions are meant. All of them are where = "startedAt <= now".`,
    )
  }
  return {
    account,
    region,
    principal,
    kind,
    where,
    ...(machine !== undefined && { machine }),
    ...ending(wanted, kind),
  }
}

function ending(wanted: JsonObject, kind: BulkRequest['kind']): Pick<BulkRequest, 'error' | 'cause'> {
  const error = optionalText(wanted, 'error')
  const cause = optionalText(wanted, 'cause')
  if (kind !== 'stop' && (error ?? cause) !== undefined)
    throw new ValidationException(`'error' and 'cause' are for stops: a redrive has none.`)
  if ((error?.length ?? 0) > errorCharactersMax || (cause?.length ?? 0) > causeCharactersMax) {
    throw new ValidationException(
      `'error' has at most ${errorCharactersMax} characters, and 'cause' ${causeCharactersMax}.`,
    )
  }
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
}

async function find(call: ConsoleCall): Promise<BulkJob> {
  const job = await call.service.engine.search.jobs.job(call.caller, idOf(call))
  if (!job) throw unknownJob(call)
  return job
}

function idOf({ params }: ConsoleCall): string {
  return params['id'] ?? ''
}

function unknownJob(call: ConsoleCall): ConsoleRefusal {
  return new ConsoleRefusal('BulkJobDoesNotExist', `There is no bulk job '${idOf(call)}'.`, {
    statusCode: 404,
  })
}

/** Without its place, which means nothing to others. */
function showJob({ before: _before, account: _account, region: _region, ...job }: BulkJob): object {
  return job
}
