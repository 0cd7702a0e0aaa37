/**
 * The console's API of searches.
 *
 * `GET search`, `GET search/count`, `GET search/index`; `GET|POST bulk-jobs`, `GET bulk-jobs/ID`, `POST bulk-jobs/preview`,
 * `POST bulk-jobs/ID/cancel`; `GET|POST views`, `PUT|DELETE views/ID`. A search that cannot be answered is refused with
 * the column of its text that is to blame. `docs/searching.md` has the members.
 */
import type { SearchError, SearchScalar } from '#query'
import { executionArnOf, executionNameOf, stateMachineArnOf, type SearchHit } from '#engine'
import { ValidationException } from '../common-errors.ts'
import { ConsoleRefusal, type ConsoleCall, type ConsoleRoute } from '../console-route.ts'
import { bulkRoutes } from './bulk-routes.ts'
import { viewRoutes } from './view-routes.ts'

const limitDefault = 50
export const limitMax = 1000

export const searchRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: 'search', needs: 'read', run: search },
  { method: 'GET', path: 'search/count', needs: 'read', run: count },
  { method: 'GET', path: 'search/index', needs: 'read', run: indexState },
  ...bulkRoutes({ refusal: searchRefused, show: showHit }),
  ...viewRoutes({ refusal: searchRefused }),
]

async function search(call: ConsoleCall): Promise<object> {
  const { service, caller, parameter } = call
  const wish = wishOf(call)
  const token = parameter('nextToken')
  const scope = [
    'Search',
    { account: caller.account, region: caller.region },
    wish.where,
    wish.machine,
  ] as const
  // A token is signed with its scope, so its position is one that this very search gave out.
  const before = token === '' ? undefined : (service.pages.read(scope, token) as number)
  const limit = readLimit(parameter('limit'))
  const found = await service.engine.search.find({ ...wish, limit, ...(before !== undefined && { before }) })
  if (!('executions' in found)) throw searchRefused(found)
  const { executions, next, examined, incomplete } = found
  return {
    executions: executions.map(showHit),
    examined,
    incomplete,
    ...(next !== undefined && { nextToken: service.pages.issue(scope, next) }),
  }
}

async function count(call: ConsoleCall): Promise<object> {
  const counted = await call.service.engine.search.count(wishOf(call))
  if (!('estimate' in counted)) throw searchRefused(counted)
  return counted
}

function indexState({ service, caller }: ConsoleCall): Promise<object> {
  return service.engine.search.indexState(caller)
}

function wishOf({ caller: { account, region }, parameter }: ConsoleCall) {
  const machine = parameter('machine')
  return { account, region, where: parameter('where'), ...(machine !== '' && { machine }) }
}

function readLimit(text: string): number {
  if (text === '') return limitDefault
  const limit = Number(text)
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= limitMax) return limit
  throw new ValidationException(`'limit' has to be a whole number from 1 to ${limitMax}, and is "${text}".`)
}

function searchRefused({ message, column }: SearchError): ConsoleRefusal {
  return new ConsoleRefusal('InvalidSearch', `column ${column}: ${message}`, {
    statusCode: 400,
    shown: { column, reason: message },
  })
}

function showHit(execution: SearchHit): object {
  const { status, startedAt, stoppedAt, error, redrive, machineName, fields } = execution
  return {
    arn: executionArnOf(execution),
    stateMachineArn: stateMachineArnOf(execution),
    machine: machineName,
    name: executionNameOf(execution),
    status,
    startedAt,
    stoppedAt,
    error,
    redriveCount: redrive?.count ?? 0,
    fields: Object.fromEntries(Object.entries(fields).map(([path, value]) => [path, showScalar(value)])),
  }
}

/** An integer that a double would round is shown as it was written. */
function showScalar(value: SearchScalar): unknown {
  return typeof value === 'object' && value !== null ? JSON.rawJSON(value.digits) : value
}
